/** « Classement »: rows move by hand or by their arrows; the numbers follow, and are kept when the form is saved. */

const form = document.querySelector("form.ranks");
const body = form?.querySelector("tbody");
const live = form?.querySelector(".ranks-live");
let dragged = null;

const rows = () => [...body.querySelectorAll("tr")];
const field = (row) => row.querySelector(".ranks-number");

/** Give the ranks that are there, in their order, to the rows in theirs. */
function follow(moved) {
  // A field left empty or badly typed is worth its place: the others still follow.
  const numbers = rows().map((row, place) => Number.parseInt(field(row).value, 10) || place + 1).sort((a, b) => a - b);
  rows().forEach((row, place) => {
    field(row).value = numbers[place];
    row.querySelector("[value^=monter]").disabled = place === 0;
    row.querySelector("[value^=descendre]").disabled = place === numbers.length - 1;
  });
  moved.classList.add("moved");
  const name = moved.querySelector("a").textContent;
  live.textContent = `${name} : ${form.dataset.moved} ${field(moved).value}. ${form.dataset.saved}`;
}

if (body) {
  for (const row of rows()) row.draggable = !field(row).readOnly;
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[value^=monter], button[value^=descendre]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("tr");
    if (button.value.startsWith("monter")) row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    follow(row);
    (button.disabled ? field(row) : button).focus();
  });
  body.addEventListener("dragstart", (event) => {
    if (event.target.closest("input")) return event.preventDefault();
    dragged = event.target.closest("tr");
    dragged?.classList.add("dragged");
    return undefined;
  });
  body.addEventListener("dragover", (event) => {
    const over = event.target.closest("tr");
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    if (event.clientY > box.top + box.height / 2) over.after(dragged);
    else over.before(dragged);
  });
  body.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("dragged");
    follow(dragged);
    dragged = null;
  });
}
