// The tracker: says what happens on a page to the collector, and never stands in anybody's way. See docs/tracker.md.
//
// The page includes it only for visitors who may be recorded; its tag says where the collector is and which page view
// the server counted.

import { watchClicks } from "./clicks.js";
import { watchForms } from "./forms.js";
import { watchDeadClicks, watchRageClicks } from "./frustration.js";
import { uuid7 } from "./ids.js";
import { listen, quietly } from "./listen.js";
import { Page, isOldCopy } from "./page.js";
import { Queue } from "./queue.js";
import { Scrolls } from "./scrolls.js";
import { Views } from "./views.js";
import { Vitals } from "./vitals.js";

const MAX_TEXT = 300;

function start({ collector, pageViewId, pageTitle }) {
  const queue = new Queue(collector);
  const page = new Page(isOldCopy() ? undefined : pageViewId);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

  const record = (event, fields) =>
    queue.add({
      event,
      message_id: uuid7(),
      date: Date.now(),
      page_view_id: page.id,
      page_url: location.pathname.slice(0, MAX_TEXT),
      page_title: (pageTitle || document.title).slice(0, MAX_TEXT),
      referrer: document.referrer.split(/[?#]/)[0].slice(0, MAX_TEXT) || undefined,
      viewport: `${innerWidth}x${innerHeight}`,
      timezone: timeZone,
      locale: navigator.language,
      ...fields,
    });

  watchClicks(record);
  watchDeadClicks(record);
  watchForms(record);
  const rage = watchRageClicks(record);
  const scrolls = new Scrolls(record, page);
  const views = new Views(record);
  const vitals = new Vitals(record);
  let isLeft = false;

  const leave = () => {
    if (!isLeft) {
      isLeft = true;
      rage.end();
      scrolls.leave();
      vitals.tell();
      record("page_left", {
        max_scroll_percent: scrolls.furthest,
        engaged_ms: page.engaged,
        duration_ms: page.duration,
      });
    }
    queue.leave();
  };

  listen(window, "pagehide", leave);
  listen(document, "visibilitychange", () => {
    if (!document.hidden) return;
    vitals.tell();
    queue.leave();
  });
  listen(window, "pageshow", (event) => {
    if (!event.persisted) return;
    isLeft = false;
    for (const part of [page, scrolls, views, vitals]) part.begin();
    queue.flush();
  });
  listen(window, "online", () => queue.online());
  // What a fragment's own events say of the page they belong to.
  listen(document, "htmx:configRequest", ({ detail }) => (detail.headers["Page-View-Id"] = page.id));
  listen(document, "submit", ({ target, submitter }) => {
    if (submitter?.matches("[data-withdraws-consent]")) queue.stop();
    // The next page comes with another visitor's cookie, and so would this page's last words.
    else if (target.matches("[data-ends-visit]")) leave();
  });
  queue.flush();
}

const tag = document.querySelector("script[data-collector]");
if (tag) quietly(start)(tag.dataset);
