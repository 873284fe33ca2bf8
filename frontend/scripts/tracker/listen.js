// The tracker looks on. Whatever goes wrong in it stays in it: no error of it reaches the page's own scripts.

export const quietly =
  (work) =>
  (...given) => {
    try {
      return work(...given);
    } catch {
      // An event less is no reason to disturb a page.
    }
  };

export function listen(target, kinds, work) {
  // Capturing: a page that stops an event on its way up hides it from nobody here.
  for (const kind of kinds.split(" ")) {
    target.addEventListener(kind, quietly(work), { capture: true, passive: true });
  }
}
