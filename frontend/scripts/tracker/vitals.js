// How the page felt, as https://web.dev/articles/vitals defines it: loading (LCP, FCP, TTFB), answering (INP) and
// standing still (CLS).

import { quietly } from "./listen.js";

// https://web.dev/articles/cls: shifts less than a second apart are one session of at most five; the worst counts.
const SESSION_GAP = 1000;
const SESSION_LENGTH = 5000;
// https://web.dev/articles/inp: the slowest interaction, but one is let pass for every fifty.
const PASSES_EVERY = 50;
const SLOWEST_KEPT = 10;
const SHORTEST_EVENT = 40;

export class Vitals {
  #record;
  #told = false;
  #restored = false;
  #paints = {};
  #shifts = { worst: 0, sum: 0, first: 0, last: 0 };
  #slowest = new Map();
  #interactions = 0;
  #counted = 0;
  #hiddenAt = document.hidden ? 0 : Infinity;
  #observers = [];

  constructor(record) {
    this.#record = record;
    this.#observe("paint", ({ name, startTime }) => {
      if (name === "first-contentful-paint" && startTime < this.#hiddenAt) this.#paints.fcp = startTime;
    });
    this.#observe("largest-contentful-paint", ({ startTime }) => {
      // After the first touch the browser reports none; one painted behind the scenes says nothing.
      if (startTime < this.#hiddenAt) this.#paints.lcp = startTime;
    });
    this.#observe("layout-shift", (shift) => this.#shift(shift));
    this.#observe("event", (event) => this.#interaction(event), { durationThreshold: SHORTEST_EVENT });
    this.#observe("first-input", (event) => this.#interaction(event));
  }

  begin() {
    this.#drain();
    this.#told = false;
    // Brought back as it was: nothing was loaded or painted.
    this.#restored = true;
    this.#shifts = { worst: 0, sum: 0, first: 0, last: 0 };
    this.#slowest.clear();
    this.#interactions = 0;
    this.#counted = performance.interactionCount ?? 0;
  }

  // Once a page view, when it is first out of sight: on a phone that may be the last one hears of it.
  tell() {
    this.#drain();
    this.#hiddenAt = Math.min(this.#hiddenAt, performance.now());
    if (this.#told) return;
    this.#told = true;
    const [navigation] = performance.getEntriesByType("navigation");
    const since = navigation?.activationStart ?? 0;
    const loaded = (time) => (this.#restored || !time ? undefined : Math.max(0, Math.round(time - since)));
    this.#record("web_vitals", {
      lcp_ms: loaded(this.#paints.lcp),
      fcp_ms: loaded(this.#paints.fcp),
      ttfb_ms: loaded(navigation?.responseStart),
      inp_ms: this.#inp(),
      cls: can("layout-shift") ? Number(this.#shifts.worst.toFixed(4)) : undefined,
    });
  }

  #observe(type, work, options) {
    if (!can(type)) return;
    const take = quietly((list) => list.forEach(work));
    const observer = new PerformanceObserver((list) => take(list.getEntries()));
    observer.observe({ type, buffered: true, ...options });
    this.#observers.push(() => take(observer.takeRecords()));
  }

  #drain() {
    for (const drain of this.#observers) drain();
  }

  #shift({ value, startTime, hadRecentInput }) {
    if (hadRecentInput) return;
    const session = this.#shifts;
    if (startTime - session.last >= SESSION_GAP || startTime - session.first >= SESSION_LENGTH) {
      session.sum = 0;
      session.first = startTime;
    }
    session.sum += value;
    session.last = startTime;
    session.worst = Math.max(session.worst, session.sum);
  }

  #interaction({ interactionId, duration, entryType }) {
    // One interaction is several events (down, up, click); the slowest of them counts.
    const id = interactionId || (entryType === "first-input" ? "first" : 0);
    if (!id) return;
    if (!this.#slowest.has(id)) this.#interactions += 1;
    this.#slowest.set(id, Math.max(duration, this.#slowest.get(id) ?? 0));
    if (this.#slowest.size <= SLOWEST_KEPT) return;
    const [[fastest]] = [...this.#slowest].sort((one, other) => one[1] - other[1]);
    this.#slowest.delete(fastest);
  }

  #inp() {
    const durations = [...this.#slowest.values()].sort((one, other) => other - one);
    // The browser counts also the interactions that were too short to be reported.
    const count = Math.max((performance.interactionCount ?? 0) - this.#counted, this.#interactions);
    const worst = durations[Math.min(durations.length - 1, Math.floor(count / PASSES_EVERY))];
    return worst === undefined ? undefined : Math.round(worst);
  }
}

const can = (type) => PerformanceObserver.supportedEntryTypes.includes(type);
