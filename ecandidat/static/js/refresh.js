/**
 * A control marked `data-refresh` narrows other lists of its form: when it changes, the form is sent with `_refresh`
 * and the answer's form of the same id takes its place, what was typed and the focus kept.
 */

/** The form's data in document order (groups depend on it), files left for the true submission. */
function dataOf(form, name) {
  const data = new FormData();
  for (const [key, value] of new FormData(form)) {
    data.append(key, value instanceof File ? new File([], "") : value);
  }
  data.append("_refresh", name);
  return data;
}

const CONTROLS = "input[id]:not([type=file], [type=hidden]), select[id], textarea[id]";

/** What a control holds: its text, its choice, or whether it is ticked. */
function held(control) {
  return control.type === "checkbox" || control.type === "radio" ? control.checked : control.value;
}

function hold(control, value) {
  if (typeof value === "boolean") control.checked = value;
  else if (control.tagName !== "SELECT" || [...control.options].some((option) => option.value === value)) control.value = value;
}

function typed(form) {
  return new Map([...form.querySelectorAll(CONTROLS)].map((control) => [control.id, held(control)]));
}

/** Put the fresh form in place; what was typed or chosen while the answer was on its way stays. */
function replace(form, fresh, sent) {
  const focused = document.activeElement?.id;
  for (const [id, value] of typed(form)) {
    const control = fresh.querySelector(`#${CSS.escape(id)}`);
    if (control && value !== sent.get(id)) hold(control, value);
  }
  for (const chosen of form.querySelectorAll("input[type=file][id]")) {
    if (chosen.files.length) fresh.querySelector(`#${CSS.escape(chosen.id)}`)?.replaceWith(chosen);
  }
  form.replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus();
}

export function refreshForms(root, enhance) {
  let asked = 0;
  root.addEventListener("change", async (event) => {
    const control = event.target.closest?.("[data-refresh]");
    const form = control?.form;
    if (!form) return;
    const turn = ++asked;
    const sent = typed(form);
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.getAttribute("action") || location.href, {
        method: "POST", body: dataOf(form, control.name), credentials: "same-origin",
        headers: { "X-Requested-With": "XMLHttpRequest" },
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(form.id);
      if (turn !== asked || !fresh) return;
      replace(form, fresh, sent);
      enhance(fresh);
    } catch {
      // Without network the lists stay as they are; the button that refreshes them shows again.
      document.documentElement.classList.remove("js");
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
}
