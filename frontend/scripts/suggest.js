// Suggestions below the search box: the combobox of https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ with a list.
//
// Without this module the box is a plain form. Recent searches stay in this browser and are never sent anywhere.
const PAUSE = 140;
const SHORTEST = 2;
const KEPT = 6;
const STORE = "recent-searches";

// The words are the page's, in its language: see data-… of the form.
const counted = (form, count) =>
  count === 1 ? form.dataset.one : form.dataset.many.replace("{}", count.toLocaleString(document.documentElement.lang));

const recent = {
  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(STORE) ?? "[]");
      return Array.isArray(kept) ? kept.filter((words) => typeof words === "string").slice(0, KEPT) : [];
    } catch {
      return [];
    }
  },
  write(words) {
    try {
      localStorage.setItem(STORE, JSON.stringify(words));
    } catch {
      // A browser that keeps nothing has no recent searches.
    }
  },
  add(words) {
    const others = this.read().filter((other) => other.toLowerCase() !== words.toLowerCase());
    this.write([words, ...others].slice(0, KEPT));
  },
  clear() {
    this.write([]);
  },
};

export function suggestIn(form) {
  if (!form) return;
  const input = form.querySelector("input[type=search]");
  const { list, status } = addParts(form, input);
  let timer = 0;
  let request = null;
  let typed = input.value;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const active = () => list.querySelector("[aria-selected=true]");

  function close() {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(null);
  }

  function open() {
    const count = options().length;
    list.hidden = count === 0;
    input.setAttribute("aria-expanded", String(count > 0));
    status.textContent = count ? counted(form, count) : "";
    mark(null);
  }

  function mark(option) {
    active()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function move(step) {
    if (list.hidden) return void ask(0);
    const all = options();
    // One place more than options: the text as typed.
    const place = (all.indexOf(active()) + 1 + step + all.length + 1) % (all.length + 1);
    mark(all[place - 1] ?? null);
  }

  function choose(option) {
    if (option.dataset.clear !== undefined) {
      recent.clear();
      close();
      input.focus();
    } else if (option.dataset.href) {
      close();
      location.assign(option.dataset.href);
    } else {
      input.value = option.dataset.words;
      close();
      form.requestSubmit();
    }
  }

  function showRecent() {
    list.replaceChildren(...recentGroup(recent.read(), form.dataset));
    open();
  }

  function ask(pause = PAUSE) {
    clearTimeout(timer);
    request?.abort();
    const words = input.value.trim();
    if (!words) return showRecent();
    if (words.length < SHORTEST) return close();
    timer = setTimeout(() => fetchFor(words), pause);
  }

  async function fetchFor(words) {
    request = new AbortController();
    const { signal } = request;
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(words)}`, { signal });
      const content = answer.ok ? await answer.text() : "";
      if (signal.aborted || document.activeElement !== input) return;
      list.innerHTML = content;
      open();
    } catch {
      // Aborted for a newer question, or offline: the plain search is still there.
    }
  }

  input.addEventListener("input", () => {
    typed = input.value;
    ask();
  });
  // The words of the page one is on are no question; an empty box offers what one looked for before.
  input.addEventListener("focus", () => input.value.trim() || showRecent());
  input.addEventListener("click", () => list.hidden && ask(0));
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const option = active();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && option && !event.isComposing) {
      event.preventDefault();
      choose(option);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      input.value = typed;
      close();
    } else if (event.key === "Tab") {
      close();
    }
  });
  // Before the blur that a press would cause.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  form.addEventListener("submit", () => {
    const words = input.value.trim();
    if (words) recent.add(words);
  });
}

function addParts(form, input) {
  const list = document.createElement("div");
  list.id = "suggestions";
  list.className = "suggest";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.suggestions);
  const status = document.createElement("p");
  status.className = "sr-only";
  status.setAttribute("role", "status");
  form.append(list, status);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-expanded", "false"],
    ["aria-controls", list.id],
  ]) {
    input.setAttribute(name, value);
  }
  return { list, status };
}

function recentGroup(words, say) {
  if (!words.length) return [];
  const group = document.createElement("div");
  group.className = "suggest-group";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", say.recent);
  // What was typed stays in this browser.
  group.dataset.noTrack = "";
  group.append(...words.map((text, place) => newOption(`suggest-recent-${place + 1}`, text, { words: text })));
  const clear = newOption("suggest-clear", say.clearRecent, { clear: "" });
  clear.classList.add("suggest-clear");
  group.append(clear);
  return [group];
}

function newOption(id, text, data) {
  const option = document.createElement("div");
  option.id = id;
  option.className = "suggest-option";
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  Object.assign(option.dataset, data);
  option.textContent = text;
  return option;
}
