// Brings what is shown to a newer state in place. What the clinician wrote, or has the focus in, is left alone and stays where it is.

const kept = (element, isMine) => element.matches(".add, .clash") || isMine(element) || element.contains(document.activeElement) || [...element.querySelectorAll(".statement")].some(isMine);

/**
 * Makes the children of one element those of another.
 *
 * @param rules keyOf: what makes two elements the same; isMine: whether a statement is the clinician's own; update: takes the
 *     newer words over into a statement that is not
 */
export function morph(old, fresh, rules) {
  const { keyOf, isMine, update } = rules;
  // Before anything moves: a mark is known by the statement before it.
  const keys = new Map([...old.children, ...fresh.children].map((child) => [child, keyOf(child)]));
  let at = old.firstElementChild;
  for (const wanted of [...fresh.children]) {
    const key = keys.get(wanted);
    let same = at;
    while (same && keys.get(same) !== key) same = same.nextElementSibling;
    if (!same) {
      old.insertBefore(wanted, at);
      if (wanted.matches(".statement")) old.insertBefore(document.createTextNode(" "), at);
      continue;
    }
    while (at !== same) {
      const gone = at;
      at = at.nextElementSibling;
      if (!kept(gone, isMine)) gone.remove();
    }
    at = same.nextElementSibling;
    if (same.matches(".statement")) {
      if (!isMine(same) && same !== document.activeElement) update(same, wanted);
    } else if (same.querySelector(".statement") || wanted.querySelector(".statement")) {
      morph(same, wanted, rules);
    } else if (same.textContent !== wanted.textContent) {
      same.textContent = wanted.textContent;
    }
  }
  while (at) {
    const gone = at;
    at = at.nextElementSibling;
    if (!kept(gone, isMine)) gone.remove();
  }
}

/** Does something to the page while what the reader looks at keeps its place. */
export function inPlace(scroller, change) {
  const top = scroller.getBoundingClientRect().top;
  const focused = document.activeElement;
  const looked = scroller.contains(focused) && focused !== scroller ? focused : [...scroller.querySelectorAll(".statement")].find((element) => element.getBoundingClientRect().bottom > Math.max(top, 0));
  const before = looked?.getBoundingClientRect().top;
  change();
  if (!looked?.isConnected) return;
  const moved = looked.getBoundingClientRect().top - before;
  if (moved) (/auto|scroll/.test(getComputedStyle(scroller).overflowY) ? scroller : document.scrollingElement).scrollBy(0, moved);
}
