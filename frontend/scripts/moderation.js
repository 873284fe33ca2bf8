// The queue's keys, and a look back's progress. Everything they do, a button or a link on the page does too.
const page = document.querySelector("[data-keys]");
const dialog = document.getElementById("keys");
const rows = [...document.querySelectorAll("[data-row]")];
let current = -1;

function isTyping(target) {
  return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

function move(by) {
  current = Math.min(rows.length - 1, Math.max(0, current + by));
  for (const row of rows) row.classList.toggle("mq-current", row === rows[current]);
  const link = rows[current].querySelector("[data-open]");
  link.focus({ preventScroll: true });
  rows[current].scrollIntoView({ block: "nearest" });
}

const onRows = {
  j: () => move(1),
  ArrowDown: () => move(1),
  k: () => move(-1),
  ArrowUp: () => move(-1),
  x: () => rows[current]?.querySelector("input:enabled")?.click(),
};

function press(key) {
  if (rows.length && onRows[key]) {
    onRows[key]();
    return true;
  }
  const target = [...page.querySelectorAll("[data-key]")].find((each) => each.dataset.key.split(" ").includes(key));
  if (!target) return false;
  if (target.matches("input")) {
    target.focus();
    target.select();
  } else target.click();
  return true;
}

if (page) {
  for (const button of page.querySelectorAll("[data-dialog]")) {
    button.hidden = false;
    button.addEventListener("click", () => dialog.showModal());
  }
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog?.open) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    // Enter does what the focused thing does; only where nothing has the focus it is a key of the page.
    if (event.key === "Enter" && event.target !== document.body) return;
    if (event.repeat && !onRows[event.key]) return;
    if (press(event.key)) event.preventDefault();
  });
}

// A look back under way: looked at again while somebody looks, and not while a button has the focus.
if (document.querySelector("[data-reload]")) {
  setInterval(() => {
    if (!document.hidden && !document.activeElement?.closest("form")) location.reload();
  }, 3000);
}
