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

function typed(form) {
  const controls = form.querySelectorAll("input[type=text][id], input[type=email][id], input[type=tel][id], textarea[id]");
  return new Map([...controls].map((control) => [control.id, control.value]));
}

function replace(form, fresh, sent) {
  const focused = document.activeElement?.id;
  const now = typed(form);
  for (const [id, value] of now) {
    const control = fresh.querySelector(`#${CSS.escape(id)}`);
    if (control && value !== sent.get(id)) control.value = value;
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
