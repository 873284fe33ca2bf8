// One click is enough. The server makes one order of a form anyway; this only spares people the doubt.
const form = document.getElementById("checkout-form");
const button = form?.querySelector("[data-busy]");
const label = button?.textContent;

form?.addEventListener("submit", () => {
  button.textContent = button.dataset.busy;
  // After the form has been read: a disabled button would stop nothing, but its page would look stuck on Back.
  setTimeout(() => (button.disabled = true));
});
window.addEventListener("pageshow", () => {
  if (!button) return;
  button.disabled = false;
  button.textContent = label;
});
