// Clicks on products, deals, and anything else one can click.

import { CLICKABLE, hrefOf, isTyped, isUntold, nameOf, offerOf, textOf } from "./labels.js";
import { listen } from "./listen.js";

export function watchClicks(record) {
  listen(document, "click auxclick", (event) => {
    // auxclick is also the right button, which opens a menu and nothing else.
    if (!event.isTrusted || event.button > 1) return;
    const element = event.target.closest?.(CLICKABLE);
    if (!element || isTyped(element) || isUntold(element)) return;
    const offer = element.matches("a[href],[data-href]") ? offerOf(element) : null;
    if (offer?.promotion_id) {
      const { search_id: _, ...deal } = offer;
      record("promotion_clicked", deal);
    } else if (offer?.product_id && offer.list_id) {
      const { promotion_id: _, ...product } = offer;
      record("product_clicked", product);
    } else {
      record("element_clicked", { element: nameOf(element), text: textOf(element), href: hrefOf(element) });
    }
  });
}
