/**
 * Nothing typed is lost. A form marked `data-autosave="<url>"` sends what is typed there, a second after the last key,
 * when a field is left and when the page is hidden; one request at a time, tried again as long as none gets through.
 * Any form waits for its session and its network before it leaves the page. Nothing is kept in the browser: computers
 * are shared, and a draft there would outlive whoever typed it.
 */
import { present, send } from "./session.js";

const PAUSE = 1000;
const FIRST_TRY = 2;
const LONGEST_TRY = 30;
const NOT_TYPED = new Set(["csrf_token", "_charset_", "__formid__"]);

/** What is known of each form, by the address of its drafts, because a refreshed form is another element. */
const watched = new Map();

const words = () => document.body.dataset;
const say = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");

function pairs(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_TYPED.has(name));
}

const print = (form) => JSON.stringify(pairs(form));

class Watched {
  constructor(form) {
    this.url = form.dataset.autosave;
    this.safe = print(form);
    this.delay = 0;
    this.held = false;
    this.adopt(form);
  }

  adopt(form) {
    this.form = form;
    this.line = stateLine(form);
    if (this.text) this.show(this.text, this.kind);
  }

  get unsafe() {
    return this.form.isConnected && print(this.form) !== this.safe;
  }

  show(text, kind = "") {
    this.text = text;
    this.kind = kind;
    tell(this.line, text, kind, kind === "ended" ? () => this.flush() : null);
  }

  later() {
    clearTimeout(this.timer);
    if (this.unsafe) this.timer = setTimeout(() => this.flush({ quiet: this.ended }), PAUSE);
  }

  /** Send what is not safe; "done" when everything is. */
  async flush({ keepalive = false, quiet = false } = {}) {
    clearTimeout(this.timer);
    if (this.sending) {
      await this.sending;
      return this.flush({ keepalive, quiet });
    }
    if (!this.unsafe) return "done";
    const sent = print(this.form);
    if (!quiet && this.delay === 0) this.show(words().draftSaving);
    this.sending = send(this.url, pairs(this.form), { keepalive, quiet });
    const { state, body } = await this.sending;
    this.sending = null;
    this.ended = state === "ended";
    if (state === "done") this.saved(sent, body);
    else if (state === "lost") this.retry();
    else if (state === "ended") this.show(words().draftEnded, "ended");
    else this.show(words().draftRefused, "warning");
    if (state === "done" && this.unsafe) this.later();
    return state;
  }

  saved(sent, body) {
    this.safe = sent;
    this.delay = 0;
    this.show(say(words().draftSaved, { time: body.at }), "safe");
    // The page of a refused form, loaded anew, would be posted anew with what it was refused with; the draft is newer.
    history.replaceState(history.state, "", location.href);
  }

  retry() {
    this.delay = Math.min(this.delay ? this.delay * 2 : FIRST_TRY, LONGEST_TRY);
    this.show(say(words().draftOffline, { seconds: this.delay }), "warning");
    this.timer = setTimeout(() => this.flush(), this.delay * 1000);
  }

  /** The draft is thrown away, or the form is leaving the page: nothing more to keep. */
  abandon() {
    clearTimeout(this.timer);
    watched.delete(this.url);
  }
}

function stateLine(form) {
  const made = document.createElement("p");
  made.className = "draft-state";
  made.setAttribute("role", "status");
  (form.querySelector(".form-buttons") ?? form).append(made);
  return made;
}

function tell(line, text, kind, reconnect) {
  line.dataset.kind = kind;
  line.textContent = text;
  if (!reconnect) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm btn-outline-secondary";
  button.textContent = words().draftReconnect;
  button.addEventListener("click", reconnect);
  line.append(" ", button);
}

const stateOf = (form) => watched.get(form?.dataset?.autosave);

/** Typed text of a form that keeps no draft: it is asked for before the page goes. */
const typed = new WeakSet();
const leaving = new WeakSet();
const waiting = new WeakSet();

function typing(event) {
  const form = event.target.form;
  if (!form || form.method !== "post" || form.closest("dialog")) return;
  typed.add(form);
  stateOf(form)?.later();
}

/** Before a form goes: its draft is safe or refused, or else the session and the network are there. */
async function ready(form) {
  const known = stateOf(form);
  if (known?.unsafe) {
    const state = await known.flush();
    return state === "done" || state === "refused";
  }
  const state = await present();
  if (state === "done") return true;
  const line = form.querySelector(":scope .draft-state") ?? stateLine(form);
  if (state === "lost") tell(line, words().draftLost, "warning");
  else tell(line, words().draftEnded, "ended", () => form.requestSubmit());
  return false;
}

async function submitting(event) {
  const form = event.target;
  if ("discard" in form.dataset) {
    for (const known of watched.values()) known.abandon();
    return;
  }
  if (!words().login || form.method !== "post" || form.closest("dialog") || event.defaultPrevented) return;
  if (leaving.has(form)) {
    stateOf(form)?.abandon();
    return;
  }
  if (!typed.has(form) && !stateOf(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (waiting.has(form)) return;
  const { submitter } = event;
  waiting.add(form);
  const go = await ready(form).finally(() => waiting.delete(form));
  if (!go) return;
  // Lists that narrow draw the form again: what was pressed is then pressed on the form that took its place.
  const live = form.isConnected ? form : document.getElementById(form.id);
  if (!live) return;
  leaving.add(live);
  const pressed = submitter?.isConnected ? submitter : submitter?.id && live.querySelector(`#${CSS.escape(submitter.id)}`);
  live.requestSubmit(pressed || undefined);
  // A submission that another script takes over, or that is a download, leaves this page in place.
  setTimeout(() => leaving.delete(live), PAUSE);
}

/** A link that is followed while something is being sent waits for it. */
async function following(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (link.pathname === location.pathname && link.search === location.search && link.hash) return;
  const unsafe = [...watched.values()].filter((known) => known.unsafe);
  if (!unsafe.length) return;
  event.preventDefault();
  for (const known of unsafe) {
    const state = await known.flush();
    if (state !== "done" && state !== "refused") return;
  }
  location.assign(link.href);
}

function hiding() {
  if (document.visibilityState !== "hidden") return;
  for (const known of watched.values()) known.flush({ keepalive: true, quiet: true });
}

function guard(event) {
  const unsafe = [...watched.values()].some((known) => known.unsafe);
  const open = [...document.querySelectorAll("main form[method=post]")].some(
    (form) => typed.has(form) && !stateOf(form) && !leaving.has(form) && form.querySelector("textarea") && !("autosave" in form.dataset),
  );
  if (unsafe || open) event.preventDefault();
}

/** Watch the forms of a piece of page; a form that was drawn again is taken up where it was. */
export function autosave(root) {
  const forms = root.matches?.("form[data-autosave]") ? [root] : root.querySelectorAll("form[data-autosave]");
  for (const form of forms) {
    const known = stateOf(form);
    if (!known) watched.set(form.dataset.autosave, new Watched(form));
    else if (known.form !== form) {
      known.adopt(form);
      known.later();
    }
  }
}

export function neverLose() {
  document.addEventListener("input", typing);
  document.addEventListener("change", typing);
  document.addEventListener("focusout", (event) => stateOf(event.target.form)?.later());
  document.addEventListener("submit", submitting, { capture: true });
  document.addEventListener("click", following);
  document.addEventListener("visibilitychange", hiding);
  addEventListener("pagehide", () => {
    for (const known of watched.values()) known.flush({ keepalive: true, quiet: true });
  });
  addEventListener("online", () => {
    for (const known of watched.values()) known.flush();
  });
  addEventListener("beforeunload", guard);
  // A page that comes back from the browser's memory shows what was stored before it was left.
  addEventListener("pageshow", (event) => {
    if (event.persisted && document.querySelector("form[data-autosave]")) location.reload();
  });
}
