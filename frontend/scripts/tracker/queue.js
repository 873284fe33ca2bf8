// From an event to the collector: in memory for at most three seconds, in the store while it can't be sent.
//
// An event keeps its message_id however often it is sent, so that it counts once.

import * as store from "./store.js";
import { MAX_EVENTS, beacon, fits, post } from "./transport.js";

const EVERY = 3000;
const FIRST_PAUSE = 3000;
const LONGEST_PAUSE = 300_000;
const LOCK = "activity";

export class Queue {
  #address;
  #fresh = [];
  #busy = false;
  #failures = 0;
  #notBefore = 0;
  #timer = 0;
  #stopped = false;

  constructor(address) {
    this.#address = address;
  }

  add(event) {
    if (this.#stopped) return;
    this.#fresh.push(event);
    if (this.#fresh.length >= MAX_EVENTS) this.flush();
    else this.#flushIn(EVERY);
  }

  // Send what is new, then what was left over. One request at a time, and never an exception.
  async flush() {
    if (this.#busy || this.#stopped) return;
    // Asked once: a moment later it may be over, and nobody would come back for what is kept.
    const wait = this.#wait();
    if (wait) {
      this.#keep();
      return this.#flushIn(wait);
    }
    this.#busy = true;
    try {
      if (await this.#sendFresh()) await this.#sendStored();
    } catch {
      // The next event tries again.
    }
    this.#busy = false;
    if (this.#wait()) this.#flushIn(this.#wait());
    else if (this.#fresh.length) this.#flushIn(EVERY);
  }

  // The page goes out of sight, perhaps for good: there is no waiting for an answer.
  leave() {
    if (this.#stopped) return;
    if (this.#failures || this.#wait()) return this.#keep();
    while (this.#fresh.length) this.#sendBeacon(this.#take());
    // A page that is hidden may live on, and with it what no beacon took.
    this.#flushIn(EVERY);
  }

  // The network is back: what failed for the lack of it need wait no longer.
  online() {
    this.#notBefore = 0;
    return this.flush();
  }

  // The person doesn't agree any more: nothing is kept, and nothing more is sent.
  stop() {
    this.#stopped = true;
    this.#fresh = [];
    clearTimeout(this.#timer);
    store.clear();
  }

  #flushIn(ms) {
    if (this.#stopped) return;
    this.#timer ||= setTimeout(() => {
      this.#timer = 0;
      this.flush();
    }, ms);
  }

  // Milliseconds before it makes sense to send anything; 0 is now.
  #wait() {
    const offline = navigator.onLine === false ? EVERY : 0;
    return Math.max(this.#notBefore - Date.now(), store.quietFor(), offline, 0);
  }

  #take() {
    let count = Math.min(this.#fresh.length, MAX_EVENTS);
    while (count > 1 && !fits(this.#fresh.slice(0, count))) count = Math.ceil(count / 2);
    return this.#fresh.splice(0, count);
  }

  #keep() {
    while (this.#fresh.length) store.put(this.#take());
  }

  async #sendFresh() {
    while (this.#fresh.length) {
      const events = this.#take();
      if (!(await this.#send(events))) {
        if (!this.#stopped) store.put(events);
        return false;
      }
    }
    return true;
  }

  // Under a lock, so that two tabs never send the same. Where there are no locks (a page without TLS), taking a batch
  // out is what claims it; with a lock it stays until it has arrived, and survives the page.
  async #sendStored() {
    const drain = async (isLocked) => {
      for (;;) {
        const { keys, events } = store.oldest(fits);
        if (!keys.length) return;
        if (!isLocked) store.remove(keys);
        if (events.length && !(await this.#send(events))) {
          if (!isLocked && !this.#stopped) store.put(events);
          return;
        }
        store.remove(keys);
      }
    };
    if (!navigator.locks) return drain(false);
    return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => lock && drain(true));
  }

  async #send(events) {
    const { verdict, wait } = await post(this.#address, events);
    if (verdict === "stop") this.stop();
    if (verdict === "later" && !this.#stopped) this.#backOff(wait);
    if (verdict === "done") this.#failures = this.#notBefore = 0;
    return verdict === "done";
  }

  // Three seconds, six, twelve, … five minutes at most, each up to a half shorter, so that browsers that failed
  // together don't come back together.
  #backOff(wait) {
    const pause = Math.min(FIRST_PAUSE * 2 ** this.#failures, LONGEST_PAUSE) * (1 - Math.random() / 2);
    this.#failures += 1;
    this.#notBefore = Date.now() + pause;
    if (wait) store.beQuiet(wait);
  }

  // False says that too much is under way already: what is smaller may still fit, the rest waits for the next page.
  #sendBeacon(events) {
    if (beacon(this.#address, events)) return;
    if (events.length === 1) return store.put(events);
    const half = events.length >> 1;
    this.#sendBeacon(events.slice(0, half));
    this.#sendBeacon(events.slice(half));
  }
}
