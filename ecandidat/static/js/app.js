/** Enhancements of every page. Each one may fail or be absent: the pages do without. */
import { autosave, neverLose } from "./autosave.js";
import { countCharacters } from "./counters.js";
import { watchPresence } from "./presence.js";
import { refreshForms } from "./refresh.js";
import { submitOnce } from "./submit-once.js";

/** The menu is open on a wide screen whatever the browser makes of a closed <details>. */
function openMenuWhenWide() {
  const menu = document.querySelector("details.menu");
  if (!menu) return;
  const wide = matchMedia("(min-width: 62rem)");
  const follow = () => { menu.open = wide.matches; };
  wide.addEventListener("change", follow);
  follow();
}

/** Tables drawn as cards keep the meaning of a table for assistive technology. */
function keepTableRoles(root) {
  for (const table of root.querySelectorAll("table.table-cards")) {
    table.setAttribute("role", "table");
    for (const group of table.querySelectorAll("thead, tbody")) group.setAttribute("role", "rowgroup");
    for (const row of table.rows) {
      row.setAttribute("role", "row");
      for (const cell of row.cells) {
        const header = cell.tagName === "TH";
        cell.setAttribute("role", header ? (cell.scope === "row" ? "rowheader" : "columnheader") : "cell");
      }
    }
  }
}

/** What a piece of page needs, at load and each time the script or htmx brings a new one. */
function enhance(root) {
  countCharacters(root);
  keepTableRoles(root);
  autosave(root);
}

document.documentElement.classList.add("js");
openMenuWhenWide();
enhance(document);
neverLose();
watchPresence(document);
submitOnce(document);
refreshForms(document, enhance);
document.addEventListener("htmx:load", (event) => enhance(event.target));
document.querySelector("[data-error-summary]")?.focus();
