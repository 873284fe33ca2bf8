// Filters, sorting and pages of a listing without loading the whole page. htmx does it by attributes; this module keeps
// what a swap would lose, and says what changed to those who don't see it.
import "htmx.org/dist/htmx.esm.js";

// With the script, a choice takes effect at once and needs no button.
document.documentElement.classList.add("live-filters");

const openBefore = new Set();

document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "results") return;
  openBefore.clear();
  for (const details of document.querySelectorAll("#results details[data-keep-open][open]")) {
    openBefore.add(details.dataset.keepOpen);
  }
});

document.body.addEventListener("htmx:afterSettle", () => {
  const results = document.getElementById("results");
  for (const details of results?.querySelectorAll("details[data-keep-open]") ?? []) {
    if (openBefore.has(details.dataset.keepOpen)) details.open = true;
  }
  const status = document.getElementById("results-status");
  if (status && results) status.textContent = results.dataset.status;
  // The link that was followed is gone; go on from the results instead of from the top of the page.
  if (results && document.activeElement === document.body) results.focus({ preventScroll: true });
});

document.body.addEventListener("htmx:beforeRequest", () => {
  document.getElementById("results")?.setAttribute("aria-busy", "true");
});

// A failed request swaps nothing: the old results stay, and the next choice asks again.
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) document.getElementById("results")?.removeAttribute("aria-busy");
});

// The same page in the other languages stands outside of what is swapped.
document.body.addEventListener("htmx:pushedIntoHistory", () => {
  for (const link of document.querySelectorAll("footer a[hreflang]")) link.search = location.search;
});
