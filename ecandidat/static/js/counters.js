/** « 120 / 500 caractères » below each text area that has a maxlength. */
const WORDS = {
  fr: { unit: "caractères", over: "caractères au maximum" },
  en: { unit: "characters", over: "characters at most" },
};

function words() {
  return WORDS[document.documentElement.lang] ?? WORDS.fr;
}

export function countCharacters(root) {
  for (const area of root.querySelectorAll("textarea[maxlength]:not([data-counted])")) {
    const limit = Number(area.getAttribute("maxlength"));
    if (!limit) continue;
    area.dataset.counted = "";
    // The server is the one to refuse: a text pasted too long must not be cut in silence.
    area.removeAttribute("maxlength");
    const line = document.createElement("p");
    line.className = "field-counter";
    line.id = `counter-${area.id}`;
    area.after(line);
    area.setAttribute("aria-describedby", [area.getAttribute("aria-describedby"), line.id].filter(Boolean).join(" "));
    const show = () => {
      // A line break travels as two characters.
      const length = area.value.replace(/\n/g, "\r\n").length;
      line.textContent = `${length} / ${limit} ${length > limit ? words().over : words().unit}`;
      line.classList.toggle("is-over", length > limit);
    };
    area.addEventListener("input", show);
    show();
  }
}
