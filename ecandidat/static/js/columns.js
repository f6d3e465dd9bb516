/** « Colonnes et tri »: columns move by buttons or by hand; the numbers beside them follow. */

const list = document.querySelector(".columns-list");

function number() {
  [...list.children].forEach((item, index) => {
    item.querySelector("input[name^=place-]").value = index + 1;
  });
}

function button(item, words, sign, move) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-sm btn-quiet";
  made.textContent = sign;
  made.setAttribute("aria-label", `${words} ${item.querySelector("label").textContent}`);
  made.addEventListener("click", () => {
    move();
    number();
    made.focus();
  });
  return made;
}

function enhance(item) {
  const { up, down } = list.dataset;
  const both = document.createElement("span");
  both.append(
    button(item, up, "↑", () => item.previousElementSibling?.before(item)),
    button(item, down, "↓", () => item.nextElementSibling?.after(item)),
  );
  item.append(both);
  item.draggable = true;
}

let dragged = null;
if (list) {
  for (const item of list.children) enhance(item);
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("li");
    dragged?.classList.add("dragged");
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const { top, left, width, height } = over.getBoundingClientRect();
    const after = event.clientY > top + height / 2 || (event.clientX > left + width / 2 && event.clientY > top);
    if (after) over.after(dragged);
    else over.before(dragged);
  });
  list.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
    number();
  });
  // A place typed by hand is where the column goes.
  list.addEventListener("change", (event) => {
    if (!event.target.name?.startsWith("place-")) return;
    const item = event.target.closest("li");
    const others = [...list.children].filter((one) => one !== item);
    const place = Math.max(1, Number.parseInt(event.target.value, 10) || list.children.length);
    if (place > others.length) list.append(item);
    else others[place - 1].before(item);
    number();
    event.target.focus();
  });
}
