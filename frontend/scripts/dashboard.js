// Charts of the dashboard, and what htmx's swaps of its report need. Every link and form works without this.
import "htmx.org/dist/htmx.esm.js";
import { keepPlaces, mayAsk, speak } from "./live.js";

// By the figure's name: a chart that a swap would replace moves into its new place instead, and shows the new figure.
let drawn = new Map();
let asked = 0;

const figures = () => [...document.querySelectorAll("[data-figure]")];
const figureOf = (element) => JSON.parse(document.getElementById(element.dataset.figure).textContent);

function place(element, draw) {
  const chart = drawn.get(element.dataset.figure);
  if (!chart) return draw(element, figureOf(element));
  if (chart.element !== element) element.replaceWith(chart.element);
  chart.show(figureOf(chart.element));
  return chart;
}

async function drawAll() {
  const turn = ++asked;
  if (!figures().length && !drawn.size) return;
  const { draw } = await import("./charts.js");
  if (turn !== asked) return;
  const shown = new Map(figures().map((element) => [element.dataset.figure, place(element, draw)]));
  for (const [name, chart] of drawn) if (!shown.has(name)) chart.end();
  drawn = shown;
}

const repaint = () => drawn.forEach((chart) => chart.paint());
const report = () => document.getElementById("report");
const isPoll = ({ detail }) => detail.requestConfig?.elt.id === "poll";

// On a phone the row of reports is wider than the screen.
const showCurrent = () => document.querySelector(".dash-reports [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

drawAll();
showCurrent();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
// Paper is white: the style sheet's colours for print hold by now.
matchMedia("print").addEventListener("change", repaint);

document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (!isPoll(event)) report()?.setAttribute("aria-busy", "true");
  else if (!mayAsk()) event.preventDefault();
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  const stale = document.getElementById("stale");
  if (stale) stale.hidden = event.detail.successful;
  report()?.removeAttribute("aria-busy");
});
document.body.addEventListener("htmx:beforeSwap", (event) => {
  // A question that makes no sense, or takes too long, is answered on the page it was asked on; a page of errors is not.
  const { status, responseText } = event.detail.xhr;
  if ([400, 503].includes(status) && /id="(report|live)"/.test(responseText)) event.detail.shouldSwap = true;
  if (isPoll(event)) keepPlaces();
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  drawAll();
  if (isPoll(event)) return speak();
  showCurrent();
  const status = document.getElementById("status");
  if (status) status.textContent = report()?.dataset.status ?? "";
  if (document.activeElement === document.body) report()?.focus({ preventScroll: true });
});
// Back and forth ask the server for the whole page again: figures are never kept in the browser.
document.body.addEventListener("htmx:historyRestore", drawAll);
