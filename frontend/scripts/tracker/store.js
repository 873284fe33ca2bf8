// What could not be sent yet, in localStorage: batches of events, a key each, so that tabs never write to the same one.
// Where the browser keeps nothing (denied, full) they stay in memory, as long as the page lives.

import { uuid7 } from "./ids.js";
import { LONGEST_WAIT } from "./transport.js";

const PREFIX = "activity:";
const QUIET = "activity-quiet-until";

const MAX_EVENTS = 1000;
const MAX_SIZE = 256_000;

// The first to go when there are too many: the least missed.
const EXPENDABLE = new Set(["page_scrolled", "web_vitals"]);

const memory = new Map();

function attempt(work, otherwise) {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

const keys = () =>
  [...attempt(() => Object.keys(localStorage), []), ...memory.keys()]
    .filter((key) => key.startsWith(PREFIX))
    .sort();

function read(key) {
  const events = attempt(() => JSON.parse(memory.get(key) ?? localStorage.getItem(key)), null);
  return Array.isArray(events) ? events : [];
}

function write(key, events) {
  const text = JSON.stringify(events);
  memory.set(key, text);
  attempt(() => {
    localStorage.setItem(key, text);
    memory.delete(key);
  });
}

export function put(events) {
  write(PREFIX + uuid7(), events);
  shed();
}

export function remove(names) {
  for (const key of names) {
    memory.delete(key);
    attempt(() => localStorage.removeItem(key));
  }
}

export const clear = () => remove([...keys(), QUIET]);

// The oldest batches, as many as ``fits`` takes together; at least one, if there is any.
export function oldest(fits) {
  const taken = { keys: [], events: [] };
  for (const key of keys()) {
    const events = read(key);
    if (taken.events.length && !fits([...taken.events, ...events])) break;
    taken.keys.push(key);
    taken.events.push(...events);
  }
  return taken;
}

// The server said when it wants to hear more; that holds for every tab and for the next page.
export const beQuiet = (ms) => attempt(() => localStorage.setItem(QUIET, Date.now() + ms));

export function quietFor() {
  const ms = attempt(() => Number(localStorage.getItem(QUIET)) - Date.now(), 0);
  // A clock that was set back must not silence the browser for years.
  return ms > 0 && ms <= LONGEST_WAIT ? ms : 0;
}

function shed() {
  const batches = keys().map((key) => ({ key, events: read(key) }));
  let count = 0;
  let size = 0;
  for (const { events } of batches) {
    count += events.length;
    size += JSON.stringify(events).length;
  }
  for (const isFirst of [(event) => EXPENDABLE.has(event.event), () => true]) {
    for (const { key, events } of batches) {
      if (count <= MAX_EVENTS && size <= MAX_SIZE) return;
      const kept = events.filter((event) => {
        if (!isFirst(event) || (count <= MAX_EVENTS && size <= MAX_SIZE)) return true;
        count -= 1;
        size -= JSON.stringify(event).length + 1;
        return false;
      });
      if (kept.length === events.length) continue;
      events.splice(0, events.length, ...kept);
      if (kept.length) write(key, kept);
      else remove([key]);
    }
  }
}
