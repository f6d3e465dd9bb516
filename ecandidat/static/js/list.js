/** The list of applications: how many rows are ticked, and how many changed since the page was shown. */

const EVERY = 30_000;

function boxes(form) {
  return [...form.querySelectorAll("input[name=c]")];
}

/** « Sélection : 3 » follows the boxes; all of a filter is counted by the server. */
function count(form) {
  const said = form.querySelector("[data-chosen]");
  if (!said || form.querySelector("input[name=tout]")) return;
  said.textContent = said.dataset.text.replace("{n}", boxes(form).filter((box) => box.checked).length);
}

document.addEventListener("change", (event) => {
  const form = event.target.name === "c" && event.target.closest("[data-selection]");
  if (form) count(form);
});

/** One step back is one list back: what typing asked for already is not pushed again by the button. */
document.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
  const same = new URL(detail.history.path, location.href).href === location.href;
  if (same && detail.history.type === "push") detail.history.type = "replace";
});

/** Coming back, a browser ticks again what was ticked. */
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-selection]")) count(form);
});

/** « Cocher toute la page » without asking the server again. */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-check]");
  const form = link?.closest("[data-selection]");
  if (!form) return;
  event.preventDefault();
  for (const box of boxes(form)) box.checked = true;
  count(form);
});

/** Rows whose mark is not the one shown, that came, or that left. */
function changes(list, marks) {
  const shown = new Map([...list.querySelectorAll("tr[data-key]")].map((row) => [row.dataset.key, row.dataset.mark]));
  const changed = Object.entries(marks).filter(([key, mark]) => shown.get(key) !== mark).length;
  return changed + [...shown.keys()].filter((key) => !(key in marks)).length;
}

let seen = "";

async function look() {
  const list = document.getElementById("liste");
  if (!list?.dataset.watch || document.hidden) return;
  const address = list.dataset.watch;
  try {
    const answer = await fetch(`${address}${seen ? `&depuis=${seen}` : ""}`, { credentials: "same-origin" });
    if (answer.status !== 200) return;
    const { token, marks } = await answer.json();
    if (address !== document.getElementById("liste")?.dataset.watch) return;
    seen = token;
    const number = changes(list, marks);
    const notice = list.querySelector("[data-changed]");
    const words = notice?.querySelector("[data-many]");
    if (!words) return;
    const { one, many } = words.dataset;
    words.textContent = number ? (number === 1 ? one : many.replace("{n}", number)) : "";
    notice.hidden = !number;
  } catch {
    // Without network the page stays as it is; the next look may succeed.
  }
}

document.addEventListener("htmx:afterSettle", () => { seen = ""; });
document.addEventListener("visibilitychange", look);
setInterval(look, EVERY);
