/**
 * Files chosen in a form[data-upload] leave at once, by pieces (tus): a broken line, a closed page or a restarted server
 * costs one piece. Once all have arrived the form is posted with their names instead of their bytes. Without this script,
 * or without the library, the same form sends its files itself. What is said comes from [data-upload-words].
 */
const DELAYS = [500, 1000, 2000, 3000, 5000, 8000, 10000, ...Array(60).fill(15000)];
const SILENCE = 45_000; // A line that says nothing for so long, in milliseconds, is dead: begin the piece again.
const AT_ONCE = 2;
const DAY = 86_400_000;

const words = document.querySelector("[data-upload-words]");
const lang = document.documentElement.lang;
const say = (name, values = {}) => Object.entries(values).reduce(
  (text, [key, value]) => text.replaceAll(`{${key}}`, value), words.dataset[name] ?? "");
const megabytes = (bytes) => (bytes && Math.max(bytes / 1048576, 0.1)).toLocaleString(lang, { maximumFractionDigits: 1 });
const percent = (share) => Math.floor(share * 100);
const make = (tag, className, text = "") => Object.assign(document.createElement(tag), { className, textContent: text });

/** Said to screen readers, politely; the same sentence twice is said twice. */
function announce(text) {
  const live = words.querySelector("[data-upload-live]");
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

function button(text, about, act, className = "btn-outline-secondary") {
  const made = make("button", `btn btn-sm ${className}`, text);
  made.type = "button";
  made.append(make("span", "visually-hidden", ` ${about}`));
  made.addEventListener("click", act);
  return made;
}

/** One file on its way: its line on the page, and its upload. */
class Sending {
  constructor(batch, file) {
    this.batch = batch;
    this.file = file;
    this.state = "waiting";
    this.said = 0;
    this.line = make("li", "upload-item");
    const head = make("div", "upload-head");
    head.append(make("span", "upload-name", file.name), make("span", "upload-size", `${megabytes(file.size)} ${say("unit")}`));
    this.progress = make("progress", "");
    this.progress.max = 100;
    this.progress.value = 0;
    this.progress.setAttribute("aria-label", file.name);
    this.text = make("p", "upload-state", say("waiting"));
    this.actions = make("div", "actions");
    this.line.append(head, this.progress, this.text, this.actions);
    this.offer(["remove", () => this.remove()]);
    const fault = this.fault();
    if (fault) this.fail(fault, false);
  }

  fault() {
    const maximum = Number(words.dataset.maximum);
    if (!this.file.size) return say("empty");
    if (this.file.size <= maximum) return "";
    return say("tooLarge", { size: megabytes(this.file.size), maximum: megabytes(maximum) });
  }

  offer(...acts) {
    this.actions.replaceChildren(...acts.map(([word, act, look]) => button(say(word), this.file.name, act, look)));
  }

  async start() {
    this.state = "sending";
    this.line.classList.remove("is-faulty");
    this.text.textContent = say("preparing");
    this.offer(["remove", () => this.remove()]);
    this.heard();
    if (this.upload) return this.upload.start();
    const token = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0"));
    this.upload = new tus.Upload(this.file, {
      endpoint: words.dataset.url,
      chunkSize: Number(words.dataset.chunk),
      retryDelays: DELAYS,
      metadata: { filename: this.file.name, token: token.join("") },
      removeFingerprintOnSuccess: false,
      onBeforeRequest: (request) => {
        this.heard();
        request.setHeader("X-CSRF-Token", this.batch.form.elements.csrf_token?.value ?? "");
        const raw = request.getUnderlyingObject();
        raw?.upload?.addEventListener("progress", () => this.heard());
      },
      onShouldRetry: (error) => this.retries(error),
      onProgress: (sent, size) => this.advance(sent, size),
      onSuccess: () => this.succeed(),
      onError: (error) => this.give_up(error),
    });
    const before = (await this.upload.findPreviousUploads()).sort((a, b) => b.creationTime.localeCompare(a.creationTime));
    if (this.state !== "sending") return undefined;
    if (before.length) {
      this.resuming = true;
      this.upload.resumeFromPreviousUpload(before[0]);
    }
    return this.upload.start();
  }

  /** The line is alive; when it stays silent the piece begins again. */
  heard() {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.again("unreachable"), SILENCE);
  }

  again(reason) {
    if (this.state !== "sending") return;
    if (reason) this.tell(say(reason));
    this.heard();
    this.upload?.abort().then(() => this.state === "sending" && this.upload.start());
  }

  advance(sent, size) {
    this.heard();
    const share = sent / size;
    this.progress.value = percent(share);
    this.text.textContent = say(this.resuming ? "resumed" : "sending", { share: percent(share), sent: megabytes(sent), size: megabytes(size) });
    this.resuming = false;
    this.interrupted = "";
    if (percent(share) - this.said >= 25) {
      this.said = percent(share);
      announce(`${this.file.name} : ${this.said} %`);
    }
  }

  tell(text) {
    this.text.textContent = text;
    if (this.interrupted !== text) announce(`${this.file.name} : ${text}`);
    this.interrupted = text;
  }

  /** Whether to try again by itself; whose fault it is, is said either way. */
  retries(error) {
    const response = error.originalResponse;
    const status = response?.getStatus() ?? 0;
    if (!response || status === 0) this.tell(say(navigator.onLine ? "unreachable" : "offline"));
    else if (status >= 500) this.tell(say("server"));
    else return [409, 423, 460].includes(status);
    return true;
  }

  give_up(error) {
    if (this.state !== "sending") return;
    clearTimeout(this.watch);
    const response = error.originalResponse;
    const status = response?.getStatus() ?? 0;
    if (!response) this.fail(say(error.originalRequest ? "givenUpConnection" : "unreadable"), true);
    else if (status >= 500) this.fail(say("givenUpServer"), true);
    else if (!response.getHeader("Tus-Resumable")) this.fail(say("session"), true);
    else this.fail((response.getBody() || say("file")).slice(0, 400), true);
  }

  fail(text, again) {
    this.state = "failed";
    this.line.classList.add("is-faulty");
    this.progress.hidden = !again;
    this.text.textContent = text;
    announce(`${this.file.name} : ${text}`);
    const out = [this.batch.count > 1 ? "goOn" : "remove", () => this.remove()];
    this.offer(...(again ? [["retry", () => this.retry(), "btn-primary"], out] : [out]));
    this.batch.next();
  }

  retry() {
    this.progress.hidden = false;
    this.start();
  }

  succeed() {
    clearTimeout(this.watch);
    this.state = "done";
    this.key = this.upload.url.split("/").pop();
    this.progress.value = 100;
    this.line.classList.add("is-done");
    this.tell(say("sent"));
    this.batch.next();
  }

  /** Not to be sent after all: what arrived is dropped too. */
  remove() {
    clearTimeout(this.watch);
    this.state = "removed";
    this.line.remove();
    if (this.upload) {
      this.upload.abort(true).catch(() => {});
      this.forget();
    }
    this.batch.next(true);
  }

  async forget() {
    for (const one of await this.upload.findPreviousUploads()) await this.upload.options.urlStorage.removeUpload(one.urlStorageKey);
  }
}

/** The files chosen in one form. */
class Batch {
  constructor(form, field) {
    this.form = form;
    this.field = field;
    this.count = 0;
    this.list = make("ul", "uploads");
    this.list.setAttribute("role", "list");
    this.list.setAttribute("aria-label", say("list"));
    (form.querySelector("[data-upload-list]") ?? form).append(this.list);
    this.sendings = [];
  }

  add(files) {
    this.count += files.length;
    const fresh = Array.from(files, (file) => new Sending(this, file));
    this.sendings.push(...fresh);
    this.list.append(...fresh.map((one) => one.line));
    this.form.classList.add("is-busy");
    this.field.value = "";
    this.next();
  }

  of(state) { return this.sendings.filter((one) => one.state === state); }

  next(removed = false) {
    for (const one of this.of("waiting").slice(0, AT_ONCE - this.of("sending").length)) one.start();
    if (this.of("sending").length || this.of("waiting").length || this.of("failed").length) return;
    if (this.of("done").length) this.finish();
    else if (removed) this.end();
  }

  end() {
    this.form.classList.remove("is-busy");
    this.list.remove();
    batches.delete(this.form);
    this.field.focus();
  }

  /** Said to whoever presses the button while files travel; a failed one waits for a decision. */
  wait() {
    const failed = this.of("failed")[0];
    announce(failed ? `${failed.file.name} : ${failed.text.textContent}` : say("wait"));
    if (failed) failed.actions.querySelector("button").focus();
    else if (this.notice === undefined) {
      this.notice = make("li", "upload-wait", say("wait"));
      this.list.append(this.notice);
    }
  }

  async finish() {
    if (this.finished) return;
    this.finished = true;
    announce(say("allSent"));
    for (const one of this.of("done")) {
      const key = make("input", "");
      Object.assign(key, { type: "hidden", name: "envoi", value: one.key });
      this.form.append(key);
      await one.forget();
    }
    this.field.disabled = true;
    this.form.requestSubmit();
  }
}

const batches = new Map();

function choose(form, field) {
  if (!window.tus?.isSupported || !words) return form.requestSubmit();
  if (!batches.has(form)) batches.set(form, new Batch(form, field));
  batches.get(form).add(field.files);
  return undefined;
}

/** Uploads that an earlier page left unfinished: the browser cannot open a file again by itself. */
async function recall() {
  const storage = tus.defaultOptions.urlStorage;
  for (const one of await storage.findAllUploads()) {
    const late = Date.now() - Date.parse(one.creationTime) > DAY;
    if (late) await storage.removeUpload(one.urlStorageKey);
    else if (new URL(one.uploadUrl, location.href).pathname.startsWith(`${words.dataset.url}/`)) remind(storage, one);
  }
}

function remind(storage, one) {
  const name = one.metadata?.filename ?? "";
  const notice = make("div", "notice notice-info");
  const body = make("div", "notice-body");
  const forget = button(say("forget"), name, async () => {
    await tus.Upload.terminate(one.uploadUrl, { headers: { "X-CSRF-Token": document.querySelector("input[name=csrf_token]")?.value ?? "" } }).catch(() => {});
    await storage.removeUpload(one.urlStorageKey);
    notice.remove();
  });
  body.append(make("p", "", say("interrupted", { name })), forget);
  notice.append(body);
  words.append(notice);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-upload]");
  if (form && event.target.type === "file" && event.target.files.length) choose(form, event.target);
});
for (const form of document.querySelectorAll("form[data-upload]")) {
  const field = form.querySelector("input[type=file]");
  form.addEventListener("submit", (event) => {
    if (!window.tus?.isSupported || !words || field.disabled) return;
    const batch = batches.get(form);
    if (!batch && !field.files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (field.files.length) choose(form, field);
    // The form leaves by itself once all files have arrived: sent now, it would be empty.
    else batch.wait();
  }, { capture: true });
  // Files that the browser kept in the field, or that were chosen before this script was there.
  if (field?.files.length) choose(form, field);
}
addEventListener("offline", () => batches.forEach((batch) => batch.of("sending").forEach((one) => one.tell(say("offline")))));
addEventListener("online", () => batches.forEach((batch) => batch.of("sending").forEach((one) => one.again())));
// Leaving while files travel asks first; what has arrived is kept all the same.
addEventListener("beforeunload", (event) => {
  if ([...batches.values()].some((batch) => !batch.finished && batch.of("sending").length)) event.preventDefault();
});
if (window.tus?.isSupported && words) recall();
