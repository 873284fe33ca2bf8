// The page view: its id, how long it has been open, and how long somebody paid attention to it.

import { uuid7 } from "./ids.js";
import { listen } from "./listen.js";

// Who neither moved, scrolled nor typed for so long is taken to be away.
const IDLE = 30_000;

export class Page {
  #opened = 0;
  #engaged = 0;
  #last = 0;

  constructor(id) {
    this.begin(id);
    listen(document, "pointerdown pointermove keydown scroll touchmove", () => this.#attend());
    listen(document, "visibilitychange", () => {
      // What passes while the page is hidden doesn't count.
      if (document.hidden) this.#attend();
      this.#last = performance.now();
    });
  }

  // Another view of the same document (Back brought it again) starts at nothing.
  begin(id = uuid7()) {
    this.id = id;
    this.#opened = this.#last = performance.now();
    this.#engaged = 0;
  }

  get engaged() {
    const since = document.hidden ? 0 : performance.now() - this.#last;
    return Math.round(this.#engaged + Math.min(since, IDLE));
  }

  get duration() {
    return Math.round(performance.now() - this.#opened);
  }

  #attend() {
    const now = performance.now();
    this.#engaged += Math.min(now - this.#last, IDLE);
    this.#last = now;
  }
}

// A page that the browser took out of its cache for Back carries the id of the view it was first served for.
export function isOldCopy() {
  const [navigation] = performance.getEntriesByType("navigation");
  return navigation?.type === "back_forward" && navigation.transferSize === 0;
}
