// Hearts: saving a product and taking it off again without loading the page. One form holds the token for all of them,
// and every heart of the same product follows, wherever it stands.
export function keepHearts(form, status) {
  form?.addEventListener("submit", async (event) => {
    const heart = event.submitter;
    if (!heart || heart.getAttribute("aria-busy") === "true") return event.preventDefault();
    event.preventDefault();
    heart.setAttribute("aria-busy", "true");
    status.textContent = "";
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(form.action, { method: "POST", headers, body: new FormData(form, heart) });
      show(await answer.json(), answer.ok, heart.value, status);
    } catch {
      status.classList.remove("sr-only");
      status.textContent = form.dataset.failed;
    } finally {
      heart.removeAttribute("aria-busy");
    }
  });
}

function show({ saved, words, count }, isDone, slug, status) {
  status.textContent = words;
  status.classList.toggle("sr-only", isDone);
  if (!isDone) return;
  for (const heart of document.querySelectorAll(`button[form=wish][value="${CSS.escape(slug)}"]`)) {
    heart.setAttribute("aria-pressed", String(saved));
    heart.name = saved ? "remove" : "add";
  }
  for (const badge of document.querySelectorAll("[data-wish-count]")) {
    badge.textContent = count;
    badge.hidden = !count;
  }
}
