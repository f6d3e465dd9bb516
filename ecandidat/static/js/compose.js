/**
 * The pages of a piece: dragged by their grip (or their picture, with a mouse), moved with the arrow keys, turned without
 * loading the page anew. Each change is sent at once; the buttons do the same without this script.
 */
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const EDGE = 70;

class Composer {
  constructor(form) {
    this.form = form;
    this.list = form.querySelector(".sheets");
    this.said = form.querySelector("[data-said]");
    this.end = document.querySelector("form[data-assemble]");
    this.sending = Promise.resolve();
    this.waiting = 0;
    form.addEventListener("submit", (event) => this.press(event));
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("pointerdown", (event) => this.drag(event));
    this.end?.addEventListener("submit", (event) => this.finish(event));
  }

  get sheets() { return [...this.list.children]; }

  name(sheet) { return sheet.querySelector(".sheet-name").textContent.trim().replace(/\s+/g, " "); }

  /** Move a page by moving the others around it: what has the focus, or the finger, stays where it is. */
  shift(sheet, to) {
    const last = this.sheets.length - 1;
    const target = Math.min(Math.max(to, 0), last);
    while (this.sheets.indexOf(sheet) < target) sheet.before(sheet.nextElementSibling);
    while (this.sheets.indexOf(sheet) > target) sheet.after(sheet.previousElementSibling);
  }

  move(sheet, to) {
    const before = this.sheets.indexOf(sheet);
    this.shift(sheet, to);
    this.number();
    this.tell(this.form.dataset.moved, sheet);
    if (this.sheets.indexOf(sheet) !== before) this.send({ ordre: this.order() });
  }

  order() { return this.sheets.map((sheet) => sheet.dataset.key).join(","); }

  number() {
    this.sheets.forEach((sheet, index, all) => {
      sheet.querySelector(".sheet-number").textContent = index + 1;
      for (const which of sheet.querySelectorAll("[data-which]")) which.textContent = fill(this.form.dataset.which, { page: index + 1 });
      sheet.querySelector("[name=monter]").disabled = index === 0;
      sheet.querySelector("[name=descendre]").disabled = index === all.length - 1;
    });
    if (this.end) this.end.elements.ordre.value = this.order();
  }

  tell(text, sheet, more = {}) {
    const all = this.sheets;
    this.said.textContent = fill(text, { page: all.indexOf(sheet) + 1, total: all.length, name: this.name(sheet), ...more });
  }

  turn(sheet) {
    const degrees = (Number(sheet.dataset.turn) + 90) % 360;
    const picture = sheet.querySelector(".sheet-picture");
    picture.classList.replace(`turn-${sheet.dataset.turn}`, `turn-${degrees}`);
    sheet.dataset.turn = degrees;
    this.tell(this.form.dataset.turned, sheet, { degrees });
    this.send({ tourner: sheet.dataset.key });
  }

  /** Changes leave one after the other; one that fails shows the page as the server knows it. */
  send(fields) {
    this.waiting += 1;
    const body = new URLSearchParams({ csrf_token: this.form.elements.csrf_token.value, ...fields });
    this.sending = this.sending.then(async () => {
      try {
        const answer = await fetch(this.form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
        if (!answer.ok || answer.redirected) throw new Error(answer.status);
      } catch {
        this.said.textContent = this.form.dataset.lost;
        location.reload();
      }
      this.waiting -= 1;
    });
  }

  press(event) {
    const button = event.submitter;
    const sheet = button?.closest(".sheet");
    if (!sheet || button.name === "enlever") return;
    event.preventDefault();
    if (button.name === "tourner") return this.turn(sheet);
    this.move(sheet, this.sheets.indexOf(sheet) + (button.name === "monter" ? -1 : 1));
    if (button.disabled) sheet.querySelector("[data-grip]").focus();
  }

  key(event) {
    const sheet = event.target.closest("[data-grip]")?.closest(".sheet");
    if (!sheet || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = this.sheets.indexOf(sheet);
    const to = { ArrowLeft: at - 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowDown: at + 1, Home: 0, End: this.sheets.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.move(sheet, to);
    sheet.scrollIntoView({ block: "nearest" });
  }

  drag(event) {
    const grip = event.target.closest("[data-grip]");
    const sheet = event.target.closest(".sheet");
    const held = grip || (event.pointerType === "mouse" && event.target.closest(".sheet-view"));
    if (!sheet || !held || event.button !== 0) return;
    if (!grip) event.preventDefault();
    const before = this.sheets;
    const follow = (moved) => this.follow(sheet, moved);
    const stop = (ended) => {
      document.removeEventListener("pointermove", follow);
      document.removeEventListener("pointerup", stop);
      document.removeEventListener("pointercancel", stop);
      sheet.classList.remove("is-dragged");
      if (ended.type === "pointercancel") this.list.append(...before);
      this.number();
      if (before.some((one, index) => one !== this.sheets[index])) {
        this.tell(this.form.dataset.moved, sheet);
        this.send({ ordre: this.order() });
      }
    };
    document.addEventListener("pointermove", follow);
    document.addEventListener("pointerup", stop);
    document.addEventListener("pointercancel", stop);
  }

  follow(sheet, event) {
    sheet.classList.add("is-dragged");
    if (event.clientY < EDGE) scrollBy(0, -14);
    if (event.clientY > innerHeight - EDGE) scrollBy(0, 14);
    const over = document.elementFromPoint(event.clientX, event.clientY)?.closest(".sheet");
    if (!over || over === sheet || over.parentElement !== this.list) return;
    const box = over.getBoundingClientRect();
    const at = this.sheets.indexOf(sheet);
    const to = this.sheets.indexOf(over);
    // The other page gives way once the pointer is past its middle: neighbours do not flicker.
    const past = to > at ? event.clientX > box.left + box.width / 2 || event.clientY > box.top + box.height / 2
      : event.clientX < box.left + box.width / 2 || event.clientY < box.top + box.height / 2;
    if (past) this.shift(sheet, to);
  }

  /** The piece is put together once every change has arrived. */
  finish(event) {
    if (!this.waiting) return;
    event.preventDefault();
    this.sending.then(() => this.end.requestSubmit());
  }
}

const known = new WeakSet();

function compose(root) {
  const form = root.querySelector("form[data-sheets]");
  if (!form || known.has(form)) return;
  known.add(form);
  new Composer(form);
}

compose(document);
document.addEventListener("htmx:load", (event) => compose(event.target));
