/** Writing a text: a variable goes where the cursor is, and the preview follows what is typed. */
const PAUSE = 900;

const form = document.getElementById("deform");
let field = form?.querySelector("textarea") ?? null;

form?.addEventListener("focusin", (event) => {
  if (event.target.matches("textarea, input[type=text]")) field = event.target;
});

/** Put a text where the cursor stands, as if it were typed: it can be undone. */
function insert(text, selected = text.length) {
  if (!field) return;
  field.focus();
  const start = field.selectionStart;
  field.setRangeText(text, start, field.selectionEnd, "end");
  field.setSelectionRange(start + selected, start + selected);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** A variable that is listed becomes a button. */
for (const tag of document.querySelectorAll("[data-variables] [data-tag]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "text-insert";
  button.textContent = tag.dataset.tag;
  button.addEventListener("click", () => insert(tag.dataset.tag));
  tag.replaceWith(button);
}

/** The form is copied and sent to the frame: the page itself does not move, and its own form stays to be sent. */
function preview(button) {
  const copy = document.createElement("form");
  copy.method = "post";
  copy.action = button.getAttribute("formaction");
  copy.target = button.formTarget;
  copy.hidden = true;
  for (const [name, value] of new FormData(form, button)) {
    if (typeof value !== "string") continue;
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    copy.append(input);
  }
  document.body.append(copy);
  copy.submit();
  copy.remove();
}

const asked = document.querySelector("[data-preview]");
if (form && asked) {
  let waiting = 0;
  const later = (pause) => {
    clearTimeout(waiting);
    waiting = setTimeout(preview, pause, asked);
  };
  form.addEventListener("input", () => later(PAUSE));
  document.getElementById("pour")?.addEventListener("change", () => later(0));
  later(0);
}
