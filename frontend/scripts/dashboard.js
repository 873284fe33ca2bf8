// Charts of the dashboard, and what htmx's swaps of its report need. Every link and form works without this.
import "htmx.org/dist/htmx.esm.js";
import { draw } from "./charts.js";

let drawn = [];

function drawAll() {
  for (const chart of drawn) chart.end();
  drawn = [...document.querySelectorAll("[data-figure]")].map((element) => {
    const figure = JSON.parse(document.getElementById(element.dataset.figure).textContent);
    return draw(element, figure);
  });
}

const repaint = () => drawn.forEach((chart) => chart.paint());
const report = () => document.getElementById("report");

drawAll();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
// Paper is white: the style sheet's colours for print hold by now.
matchMedia("print").addEventListener("change", repaint);

document.body.addEventListener("htmx:beforeRequest", (event) => {
  // The live view waits while nobody looks, and leaves alone what somebody is about to press.
  const live = event.target.id === "live" ? event.target : null;
  if (live && (document.hidden || live.contains(document.activeElement))) event.preventDefault();
  else if (!live) report()?.setAttribute("aria-busy", "true");
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  const stale = document.getElementById("stale");
  if (stale) stale.hidden = event.detail.successful;
  report()?.removeAttribute("aria-busy");
});
document.body.addEventListener("htmx:beforeSwap", (event) => {
  // A question that makes no sense, or takes too long, is answered on the page it was asked on; a page of errors is not.
  const { status, responseText } = event.detail.xhr;
  if ([400, 503].includes(status) && responseText.includes('id="report"')) event.detail.shouldSwap = true;
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  drawAll();
  const status = document.getElementById("status");
  // The live view speaks for itself every two seconds; reading that out would never end.
  if (status && event.detail.elt?.id !== "live") status.textContent = report()?.dataset.status ?? "";
  if (document.activeElement === document.body && event.detail.elt?.id !== "live") report()?.focus({ preventScroll: true });
});
// Back and forth ask the server for the whole page again: figures are never kept in the browser.
document.body.addEventListener("htmx:historyRestore", drawAll);
