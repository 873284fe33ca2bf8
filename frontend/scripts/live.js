// Manners of a part of the page that is replaced every two seconds. Focus stays by itself: htmx finds it again by its id.
const SPEAKS_EVERY = 60_000;
let spokeAt = Date.now();

// Nobody is answered in a hidden tab; and a row that somebody is about to press doesn't become another one.
export function mayAsk() {
  return !document.hidden && !document.activeElement?.closest("#live tbody");
}

// What was unfolded stays so, and what was scrolled sideways stays where it was.
export function keepPlaces() {
  const folds = [...document.querySelectorAll("#live details")].map(({ id, open }) => [id, open]);
  const scrolls = [...document.querySelectorAll("#live .dash-scroll")].map(({ id, scrollLeft }) => [id, scrollLeft]);
  document.body.addEventListener("htmx:afterSwap", () => {
    for (const [id, open] of folds) document.getElementById(id)?.toggleAttribute("open", open);
    for (const [id, left] of scrolls) document.getElementById(id)?.scrollTo({ left });
  }, { once: true });
}

// The figures are read out once a minute: every two seconds would never end.
export function speak() {
  if (Date.now() - spokeAt < SPEAKS_EVERY) return;
  spokeAt = Date.now();
  document.getElementById("status").textContent = document.getElementById("live")?.dataset.status ?? "";
}
