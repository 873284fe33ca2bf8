// Clicks of people whom the page annoys: again and again on one spot, or on what does nothing.

import { CLICKABLE, isTyped, isUntold, nameOf } from "./labels.js";
import { listen, quietly } from "./listen.js";

const RAGE_CLICKS = 3;
const RAGE_RADIUS = 30;
const RAGE_PAUSE = 1000;
const DEAD_AFTER = 2000;

const isOfInterest = (event) =>
  event.isTrusted && event.detail > 0 && event.target.closest && !isTyped(event.target) && !isUntold(event.target);

export function watchRageClicks(record) {
  let burst = null;

  const end = quietly(() => {
    clearTimeout(burst?.timer);
    if (burst?.clicks >= RAGE_CLICKS) {
      const { element, clicks, x, y } = burst;
      record("rage_click", { element, clicks, x, y });
    }
    burst = null;
  });

  listen(document, "click", (event) => {
    if (!isOfInterest(event)) return;
    const { pageX: x, pageY: y, timeStamp } = event;
    const goesOn =
      burst && timeStamp - burst.last < RAGE_PAUSE && Math.hypot(x - burst.x, y - burst.y) <= RAGE_RADIUS;
    if (!goesOn) {
      end();
      const element = nameOf(event.target.closest(CLICKABLE) ?? event.target);
      burst = { element, clicks: 0, x: Math.round(x), y: Math.round(y) };
    }
    burst.clicks += 1;
    burst.last = timeStamp;
    clearTimeout(burst.timer);
    burst.timer = setTimeout(end, RAGE_PAUSE);
  });
  return { end };
}

export function watchDeadClicks(record) {
  listen(document, "click", (event) => {
    if (!isOfInterest(event) || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const element = looksClickable(event.target);
    if (!element) return;
    const { pageX, pageY } = event;
    const name = nameOf(element);
    const address = location.href;
    const isAlive = watchLife();
    const judge = () => {
      // Only now has every script of the page had its turn at the click.
      if (isAlive() || location.href !== address || leadsAway(element, event)) return;
      record("dead_click", { element: name, x: Math.round(pageX), y: Math.round(pageY) });
    };
    setTimeout(quietly(judge), DEAD_AFTER);
  });
}

function looksClickable(target) {
  const element = target.closest(CLICKABLE);
  if (element) return element.matches(":disabled") ? null : element;
  // A label hands its click on to a field.
  return !target.closest("label") && getComputedStyle(target).cursor === "pointer" ? target : null;
}

// What the browser does by itself, however slowly the next page comes.
function leadsAway(element, event) {
  if (event.defaultPrevented) return false;
  if (element.matches("[popovertarget],[commandfor]")) return true;
  if (element.form && element.type === "submit") return true;
  const href = element.closest("a[href]")?.getAttribute("href");
  return Boolean(href) && !href.startsWith("#");
}

// htmx marks what asks the server by classes; that alone shows nobody anything, and a strip may ask every second.
const withoutMarks = (classes) => (classes ?? "").replace(/htmx-\S+/g, "").trim();

const isNoChange = ({ attributeName, oldValue, target }) =>
  attributeName === "class" && withoutMarks(oldValue) === withoutMarks(target.getAttribute("class"));

// Returns a function that says whether the page changed, moved or went since.
function watchLife() {
  let alive = false;
  const live = () => {
    alive = true;
    observer.disconnect();
  };
  const observer = new MutationObserver((changes) => changes.every(isNoChange) || live());
  observer.observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeOldValue: true,
    characterData: true,
  });
  const signs = ["scroll", "visibilitychange", "pagehide"];
  for (const sign of signs) window.addEventListener(sign, live, { capture: true, passive: true });
  return () => {
    observer.disconnect();
    for (const sign of signs) window.removeEventListener(sign, live, { capture: true });
    return alive;
  };
}
