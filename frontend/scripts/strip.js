// Keeps the strip of deals up to date while somebody looks at the page.
//
// A short question and a short answer each time (204 when nothing changed): no connection is held open, so a page
// left open costs the server nothing between two questions.
import htmx from "htmx.org/dist/htmx.esm.js";

const FAST = 1200;
const SLOW = 15_000;
const ATTENTION = 120_000;
const PATIENCE = 60_000;

export function keepStripFresh(section, status) {
  if (!section) return;
  const address = section.dataset.refresh;
  let attentiveUntil = 0;
  let failures = 0;
  let asking = false;
  let timer = 0;

  // A failed question is no reason to ask more often: wait twice as long each time.
  const pause = () =>
    failures ? Math.min(FAST * 2 ** failures, PATIENCE) : performance.now() < attentiveUntil ? FAST : SLOW;

  const later = () => {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(ask, pause());
  };

  async function ask() {
    if (asking) return;
    asking = true;
    const before = document.getElementById("promotions").dataset.version;
    try {
      await htmx.ajax("GET", `${address}?have=${encodeURIComponent(before)}`, {
        target: "#promotions",
        swap: "outerHTML",
      });
    } catch {
      failures += 1;
    }
    asking = false;
    later();
  }

  const attend = () => {
    if (document.hidden) return clearTimeout(timer);
    attentiveUntil = performance.now() + ATTENTION;
    clearTimeout(timer);
    ask();
  };

  document.body.addEventListener("htmx:afterRequest", (event) => {
    failures = event.detail.successful ? 0 : failures + 1;
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    const heading = document.getElementById("promotions-title");
    if (heading) status.textContent = `${status.dataset.updated} ${heading.textContent.trim()}`;
  });
  // A dismissed deal leaves at once; without this the form is sent as forms are. Its button goes with it, so the
  // focus moves to the heading.
  document.getElementById("dismiss")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.target, event.submitter));
    await htmx.ajax("POST", event.target.action, { values, target: "#promotions", swap: "outerHTML" });
    document.getElementById("promotions-title")?.focus();
  });
  document.addEventListener("visibilitychange", attend);
  window.addEventListener("focus", attend);
  // A page restored by Back is as old as the moment it was left.
  window.addEventListener("pageshow", (event) => event.persisted && attend());

  attentiveUntil = performance.now() + ATTENTION;
  later();
}
