// How far down a page was read. 0 % is its top, 100 % its end; a page that fits the window whole has been seen whole.

import { listen, quietly } from "./listen.js";

const MARKS = [25, 50, 75, 90, 100];
const PAUSE = 150;

export class Scrolls {
  #record;
  #page;
  #passed = 0;
  #timer = 0;
  furthest = 0;

  constructor(record, page) {
    this.#record = record;
    this.#page = page;
    listen(document, "scroll", (event) => {
      // Asking for the page's height has a price: at once for who jumps, then once in a while.
      if (event.target !== document || this.#timer) return;
      this.#look();
      const again = () => {
        this.#timer = 0;
        this.#look();
      };
      this.#timer = setTimeout(quietly(again), PAUSE);
    });
  }

  begin() {
    this.#passed = this.furthest = 0;
  }

  leave() {
    this.#look();
    this.#tell();
  }

  #look() {
    const { scrollHeight, clientHeight, scrollTop } = document.documentElement;
    const way = scrollHeight - clientHeight;
    if (way <= 1) this.furthest = 100;
    if (way <= 1 || scrollTop <= 0) return;
    // The last pixel is often a fraction of one.
    this.furthest = Math.max(this.furthest, Math.min(100, Math.floor(((scrollTop + 1) / way) * 100)));
    for (const mark of MARKS) {
      if (mark > this.#passed && mark <= this.furthest) {
        this.#passed = mark;
        this.#tell(mark);
      }
    }
  }

  #tell(percent) {
    this.#record("page_scrolled", {
      percent,
      max_scroll_percent: this.furthest,
      engaged_ms: this.#page.engaged,
    });
  }
}
