// « Tout cocher »: one box ticks all those of its form; without scripts the box stays hidden.

for (const form of document.querySelectorAll("form[data-tick-all]")) {
  const holder = form.querySelector("[data-tick-box]");
  const boxes = [...form.querySelectorAll(`input[name="${form.dataset.tickAll}"]`)];
  const all = holder.querySelector("input");
  const tell = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  holder.hidden = false;
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  form.addEventListener("change", tell);
  tell();
}
