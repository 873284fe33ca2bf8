// Small comforts on every page. Nothing here is needed to use the store.
import { keepHearts } from "./hearts.js";
import { offerLanguage } from "./language.js";
import { suggestIn } from "./suggest.js";
import { clear as forgetActivity } from "./tracker/store.js";

suggestIn(document.querySelector("form[data-suggest]"));
keepHearts(document.getElementById("wish"), document.getElementById("wish-status"));
offerLanguage();

// What the tracker still had to send is not sent for a visitor who doesn't agree any more.
if (document.documentElement.dataset.recorded === "no") forgetActivity();

// An open menu closes when the person turns elsewhere, as menus do.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
};
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.activeElement?.closest("details.menu[open]");
  closeMenus(null);
  open?.querySelector("summary").focus();
});
