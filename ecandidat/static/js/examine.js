/** The examination with the keyboard: each shortcut presses a button or follows a link of the page.
 *
 * Shortcuts are single letters: they are silent while one types, and can be switched off; the choice is kept. */
const KEPT = "ecandidat.raccourcis";
const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

const bar = document.querySelector("[data-keys]");
const viewer = document.querySelector("[data-viewer]");
const zoom = document.querySelector("[data-zoom]");

function kept() {
  try { return localStorage.getItem(KEPT); } catch { return null; }
}

function keep(value) {
  try { localStorage.setItem(KEPT, value); } catch { /* The choice holds for this page alone. */ }
}

let active = kept() !== "non";

function show() {
  const button = bar.querySelector("[data-keys-switch]");
  button.textContent = active ? button.dataset.off : button.dataset.on;
  bar.querySelector("[data-keys-help]").hidden = !active;
  document.documentElement.classList.toggle("keys-off", !active);
}

function refuse() {
  const button = document.querySelector('[data-key="r"]');
  if (!button) return;
  const form = button.form;
  const comment = form.querySelector("textarea");
  const ticked = form.querySelector("#item-champ-frequents input:checked");
  if (ticked || comment.value.trim()) button.click();
  else comment.focus();
}

function act(key) {
  if (key === "r") return refuse();
  if (/^[1-9]$/.test(key)) {
    const box = document.querySelectorAll("#item-champ-frequents input[type=checkbox]")[Number(key) - 1];
    if (box) box.click();
    return undefined;
  }
  document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.click();
  return undefined;
}

function press(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
    const button = event.target.form?.querySelector('[data-key="r"]');
    if (button && active) { event.preventDefault(); button.click(); }
    return;
  }
  if (!active || event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.defaultPrevented) return;
  if (event.key === "Escape" && event.target.matches("textarea")) { event.target.blur(); return; }
  if (event.target.closest?.(TYPING) || event.key.length !== 1) return;
  const key = event.key.toLowerCase();
  if (!/^[jkvrcmnpz1-9]$/.test(key)) return;
  event.preventDefault();
  act(key);
}

if (bar) {
  bar.hidden = false;
  show();
  bar.querySelector("[data-keys-switch]").addEventListener("click", () => {
    active = !active;
    keep(active ? "oui" : "non");
    show();
  });
  document.addEventListener("keydown", press);
}

if (zoom && viewer) {
  zoom.hidden = false;
  zoom.addEventListener("click", () => {
    const large = viewer.classList.toggle("is-large");
    zoom.setAttribute("aria-pressed", String(large));
  });
}
