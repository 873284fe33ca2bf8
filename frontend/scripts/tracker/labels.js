// What may be said of an element. Never what somebody typed, and nothing of what carries ``data-no-track``.

import { quietly } from "./listen.js";

const TYPED = "input,textarea,select,[contenteditable]:not([contenteditable=false])";
const UNTOLD = "[data-no-track]";
const MAX_TEXT = 80;
const MAX_ADDRESS = 300;

export const CLICKABLE =
  "a[href],button,summary,[role=button],[role=link],[role=option],[role=menuitem],[role=tab],[data-track]";

export const isUntold = (element) => Boolean(element.closest(UNTOLD));
export const isTyped = (element) => Boolean(element.closest(TYPED));

// Its ``data-track``, else where it stands: ``nav a``, ``form#login button``.
export function nameOf(element) {
  if (element.dataset.track) return element.dataset.track.slice(0, MAX_TEXT);
  const place = element.parentElement?.closest("nav,form,header,footer,aside,dialog,section[id],main");
  const id = place?.getAttribute("id");
  return `${place ? place.localName + (id ? `#${id}` : "") : "body"} ${element.localName}`.slice(0, MAX_TEXT);
}

export function textOf(element) {
  const copy = element.cloneNode(true);
  for (const part of copy.querySelectorAll(`${TYPED},${UNTOLD}`)) part.remove();
  const words = element.getAttribute("aria-label") || copy.textContent.trim() || copy.querySelector("img")?.alt;
  const text = (words ?? "").replace(/\s+/g, " ").trim();
  // An address or the number of a card, an account, a telephone is nobody's label.
  return text && !/\S@\S|\d[\d -]{7,}\d/.test(text) ? text.slice(0, MAX_TEXT) : undefined;
}

// The path of this store, or the whole address of another; neither with its query.
export function hrefOf(element) {
  const address = element.getAttribute("href") ?? element.dataset.href;
  const url = address && quietly(() => new URL(address, document.baseURI))();
  if (!url?.protocol.startsWith("http")) return undefined;
  return (url.origin === location.origin ? url.pathname : url.origin + url.pathname).slice(0, MAX_ADDRESS);
}

const numberOf = (text) => Number.parseInt(text, 10) || undefined;

// The deal or product that ``element`` belongs to, with its place in its list; none for what holds a list itself.
export function offerOf(element) {
  const card = element.closest("[data-promotion],[data-product]");
  if (!card || card.querySelector("[data-list]")) return null;
  const list = card.closest("[data-list]");
  return {
    promotion_id: numberOf(card.dataset.promotion),
    product_id: card.dataset.product,
    list_id: list?.dataset.list,
    search_id: list?.dataset.searchId,
    position: numberOf(card.dataset.position),
  };
}
