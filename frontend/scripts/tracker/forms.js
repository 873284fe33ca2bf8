// Forms that were sent: which, and what its fields are called. What was typed is never read.

import { isUntold } from "./labels.js";
import { listen } from "./listen.js";

// Hidden fields and buttons are the page's own business, as is the token against forged requests.
const OWN = new Set(["hidden", "submit", "button", "image", "reset"]);
const MAX_FIELDS = 50;
const MAX_NAME = 100;

export function watchForms(record) {
  listen(document, "submit", ({ target: form }) => {
    if (isUntold(form)) return;
    const fields = [...form.elements]
      .filter((field) => field.name && !OWN.has(field.type) && !isUntold(field))
      .map((field) => field.name.slice(0, MAX_NAME));
    record("form_submitted", { form_id: idOf(form), fields: [...new Set(fields)].slice(0, MAX_FIELDS) });
  });
}

// Not ``form.id``: a field of that name would answer in its place.
function idOf(form) {
  const named = ["id", "name", "data-form", "role"].map((name) => form.getAttribute(name)).find(Boolean);
  return (named ?? new URL(form.getAttribute("action") ?? "", location.href).pathname).slice(0, MAX_NAME);
}
