/**
 * Choosing a file in the table of pieces sends it at once, with a progress bar; the answer's content takes the place
 * of the page's. Without this script the same form has its own button.
 */
const WORDS = {
  fr: { sending: "Envoi", lost: "L'envoi n'a pas abouti : vérifiez votre connexion, puis choisissez à nouveau le fichier." },
  en: { sending: "Uploading", lost: "The upload failed: check your connection, then choose the file again." },
};
const words = () => WORDS[document.documentElement.lang] ?? WORDS.fr;

function bar(form) {
  const box = document.createElement("div");
  box.className = "upload-progress";
  const text = document.createElement("span");
  const progress = document.createElement("progress");
  progress.max = 100;
  progress.setAttribute("aria-label", words().sending);
  box.append(text, progress);
  form.append(box);
  return (share) => {
    progress.value = Math.round(share * 100);
    text.textContent = `${words().sending} ${Math.round(share * 100)} %`;
  };
}

function say(form, sentence) {
  form.querySelector(".upload-progress")?.remove();
  const note = document.createElement("p");
  note.className = "piece-error upload-progress";
  note.setAttribute("role", "alert");
  note.textContent = sentence;
  form.append(note);
  form.classList.remove("is-busy");
}

/** The content of the answer in place of ours; the focus goes to the row of the piece. */
function show(html, row) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.querySelector("main");
  const old = document.querySelector("main");
  if (!fresh || !page.querySelector(".application")) return false;
  old.replaceWith(fresh);
  fresh.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
  const target = fresh.querySelector(`#${CSS.escape(row)} input[type=file], #${CSS.escape(row)} a`);
  (target ?? fresh).focus({ preventScroll: true });
  document.getElementById(row)?.scrollIntoView({ block: "nearest" });
  return true;
}

function send(form) {
  const row = form.closest("tr")?.id ?? "";
  const advance = bar(form);
  const call = new XMLHttpRequest();
  form.classList.add("is-busy");
  advance(0);
  call.upload.addEventListener("progress", (event) => event.lengthComputable && advance(event.loaded / event.total));
  call.addEventListener("load", () => {
    // A page that is not ours (signed out, server stopped) is opened as such.
    if (!show(call.responseText, row)) location.reload();
  });
  for (const failure of ["error", "abort", "timeout"]) call.addEventListener(failure, () => say(form, words().lost));
  call.open("POST", form.action);
  call.send(new FormData(form));
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-upload]");
  if (!form || event.target.type !== "file" || !event.target.files.length || form.classList.contains("is-busy")) return;
  form.querySelector(".upload-progress")?.remove();
  send(form);
});
