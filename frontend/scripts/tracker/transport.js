// One request to the collector, and what its answer means.

// A browser holds back what would make more than 64 KiB under way at once (https://fetch.spec.whatwg.org/, "keepalive").
export const MAX_EVENTS = 100;
export const MAX_BYTES = 60_000;

// Sending the same again would get the same answer.
const FINAL = new Set([400, 401, 403, 410, 413, 422]);
const PATIENCE = 15_000;
export const LONGEST_WAIT = 1_800_000;
const WITHDRAWN = "no_consent";

const encoder = new TextEncoder();

// When it is sent, by this browser's clock: with the time it is received, that tells how wrong the clock is.
const body = (events) => JSON.stringify({ sent_at: Date.now(), events });

export const fits = (events) =>
  events.length <= MAX_EVENTS && encoder.encode(body(events)).length <= MAX_BYTES;

// ``done``: nothing is left to do with these events. ``stop``: their person doesn't agree any more. ``later``: send
// them again, the earliest in ``wait`` milliseconds if the server named a time.
export async function post(address, events) {
  try {
    // A string goes out as text/plain, for which no other question is asked before; it outlives the page.
    const answer = await fetch(address, {
      method: "POST",
      body: body(events),
      keepalive: true,
      // The collector may stand at another address of the same site.
      credentials: "include",
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    if (!answer.ok && !FINAL.has(answer.status)) return { verdict: "later", wait: retryAfter(answer) };
    if (answer.status === 410) return { verdict: "stop" };
    const { refused = [] } = await answer.json().catch(() => ({}));
    const isWithdrawn = refused.some(({ reason }) => String(reason).startsWith(WITHDRAWN));
    return { verdict: isWithdrawn ? "stop" : "done" };
  } catch {
    return { verdict: "later", wait: 0 };
  }
}

// Whether the browser took them. It tells nobody how it went.
export const beacon = (address, events) => navigator.sendBeacon(address, body(events));

// Seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
function retryAfter(answer) {
  const said = answer.headers.get("Retry-After") ?? "";
  const wait = /^\d+$/.test(said.trim()) ? Number(said) * 1000 : Date.parse(said) - Date.now();
  return wait > 0 ? Math.min(wait, LONGEST_WAIT) : 0;
}
