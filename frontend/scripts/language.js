// Offers the page in the language that the browser prefers. Who closes the offer, or ever chose a language at the foot of
// a page, is not asked again; that is kept in this browser.
const STORE = "language-chosen";

const chosen = () => {
  try {
    return localStorage.getItem(STORE) !== null;
  } catch {
    // A browser that keeps nothing would be asked on every page.
    return true;
  }
};
const choose = () => {
  try {
    localStorage.setItem(STORE, "1");
  } catch {
    // As above.
  }
};

export function offerLanguage() {
  for (const link of document.querySelectorAll("a[hreflang]")) link.addEventListener("click", choose);
  const preferred = navigator.language.split("-")[0];
  const offer = document.querySelector(`.language-offer[lang="${CSS.escape(preferred)}"]`);
  if (!offer || chosen()) return;
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", () => {
    choose();
    offer.remove();
  });
}
