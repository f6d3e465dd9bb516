// « Tout / rien » of each block of check-boxes, and of the whole form without asking the server.

function tick(scope, wanted) {
  for (const box of scope.querySelectorAll('input[type="checkbox"][name="colonne"], input[name="questions"]')) box.checked = wanted;
}

for (const form of document.querySelectorAll("form[data-ticks]")) {
  for (const block of form.querySelectorAll("[data-ticks-block]")) {
    const boxes = block.querySelectorAll('input[type="checkbox"]');
    if (boxes.length < 2) continue;
    const button = document.createElement("button");
    const name = block.querySelector("legend").textContent.trim();
    button.type = "button";
    button.className = "btn btn-quiet btn-sm";
    const say = () => {
      const all = [...boxes].every((box) => box.checked);
      button.textContent = all ? form.dataset.none : form.dataset.all;
      button.setAttribute("aria-label", `${button.textContent} : ${name}`);
      return all;
    };
    button.addEventListener("click", () => { tick(block, ![...boxes].every((box) => box.checked)); say(); });
    form.addEventListener("change", say);
    block.querySelector("legend").append(button);
    say();
  }
}

document.getElementById("cocher")?.addEventListener("submit", (event) => {
  const form = document.querySelector("form[data-ticks]");
  if (!event.submitter || !form) return;
  event.preventDefault();
  tick(form, event.submitter.value === "tout");
  form.dispatchEvent(new Event("change"));
});
