// Refreshes the operators' figures while somebody looks at them: one short question every two seconds.
import htmx from "htmx.org/dist/htmx.esm.js";

const EVERY = 2000;
const live = document.getElementById("live");
const stale = document.getElementById("stale");

async function refresh() {
  // What somebody has opened or is about to press stays where it is.
  if (document.hidden || live.querySelector(".log-line[open], .log-chart details[open]") || live.contains(document.activeElement)) return;
  await htmx.ajax("GET", live.dataset.refresh, { target: "#live", swap: "innerHTML" });
}

if (live) {
  document.body.addEventListener("htmx:afterRequest", (event) => {
    stale.hidden = event.detail.successful;
  });
  document.addEventListener("visibilitychange", refresh);
  setInterval(() => refresh().catch(() => {}), EVERY);
}
