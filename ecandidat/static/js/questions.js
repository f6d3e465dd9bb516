/**
 * Questions that depend on an answer show and hide at once: `data-shown-if` names the question, `data-shown-value` the
 * answer. Without this script the server decides each time the form is saved; what is hidden is never read.
 */

/** What is chosen in a question: codes, none while it is hidden itself. */
function answers(question) {
  if (!question || question.hidden) return [];
  const chosen = [...question.querySelectorAll("input:checked")].map((input) => input.value);
  return [...chosen, ...[...question.querySelectorAll("select")].map((list) => list.value)];
}

/** In the order of the page: a question depends on one above it only. */
function show(root) {
  for (const question of root.querySelectorAll("[data-shown-if]")) {
    const origin = root.querySelector(`[data-question="${CSS.escape(question.dataset.shownIf)}"]`);
    question.hidden = !answers(origin).includes(question.dataset.shownValue);
  }
}

for (const root of document.querySelectorAll("[data-questions]")) {
  root.addEventListener("change", () => show(root));
  // A browser that comes back to the page restores what was chosen after it has drawn it.
  addEventListener("pageshow", () => show(root));
  show(root);
}
