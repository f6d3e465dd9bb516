/**
 * Applications are ordered by dragging their rows as well as with « Monter » and « Descendre »: the whole new order of
 * the establishment is posted, and the page comes back as the server has it.
 */

function send(body) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = body.dataset.wishes;
  const keys = [...body.rows].map((row) => row.dataset.key).join(" ");
  const fields = { csrf_token: body.dataset.token, etablissement: body.dataset.establishment, ordre: keys };
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

function orderable(body) {
  const before = [...body.rows].map((row) => row.dataset.key).join(" ");
  let dragged = null;
  for (const row of body.rows) row.draggable = true;
  body.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("tr[data-key]") ?? null;
    if (!dragged) return;
    dragged.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.key);
  });
  body.addEventListener("dragover", (event) => {
    const over = event.target.closest("tr[data-key]");
    if (!dragged || !over || over.parentElement !== body) return;
    event.preventDefault();
    if (over === dragged) return;
    const box = over.getBoundingClientRect();
    over[event.clientY > box.top + box.height / 2 ? "after" : "before"](dragged);
  });
  body.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("is-dragged");
    dragged = null;
    if ([...body.rows].map((row) => row.dataset.key).join(" ") !== before) send(body);
  });
}

for (const body of document.querySelectorAll("tbody[data-wishes]")) orderable(body);
