// Deals that were really in view: at least half of one, for at least a second, once a page view.

import { offerOf } from "./labels.js";
import { listen, quietly } from "./listen.js";

const SHARE = 0.5;
const LONG_ENOUGH = 1000;

export class Views {
  #record;
  #seen = new Set();
  #timers = new Map();
  #observer = new IntersectionObserver(
    quietly((entries) => entries.forEach((entry) => this.#judge(entry))),
    { threshold: SHARE },
  );

  constructor(record) {
    this.#record = record;
    // What htmx swapped in stands where something else stood.
    listen(document, "htmx:afterSettle", () => this.#observe());
    // Nobody sees what is in view of a hidden page.
    listen(document, "visibilitychange", () => (document.hidden ? this.#forget() : this.#observe()));
    this.#observe();
  }

  begin() {
    this.#seen.clear();
    this.#observe();
  }

  #observe() {
    this.#forget();
    for (const deal of document.querySelectorAll("[data-promotion]")) this.#observer.observe(deal);
  }

  #forget() {
    this.#observer.disconnect();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #judge({ target, isIntersecting, intersectionRatio }) {
    clearTimeout(this.#timers.get(target));
    if (!isIntersecting || intersectionRatio < SHARE) return;
    this.#timers.set(target, setTimeout(quietly(() => this.#view(target)), LONG_ENOUGH));
  }

  #view(target) {
    const { promotion_id, product_id, list_id, position } = (target.isConnected && offerOf(target)) || {};
    const name = `${promotion_id} ${list_id}`;
    if (!promotion_id || this.#seen.has(name)) return;
    this.#seen.add(name);
    this.#record("promotion_viewed", { promotion_id, product_id, list_id, position });
  }
}
