/**
 * Sending a form from a script, over a network that may fail and a session that may end.
 *
 * `send` posts fields and answers {state, body}: "done", "ended" (nobody signed in again), "lost" (no answer) or
 * "refused". A session that ended is opened again in place: a dialog asks for the password, the page stays as it is.
 */
const PATIENCE = 15000;
const JSON_ONLY = { Accept: "application/json" };
const REJOIN = "/compte/reconnexion";

let token = null;
let rejoining = null;

/** The token of the present session goes into every form of the page, and to htmx. */
function renew(fresh) {
  token = fresh;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = fresh;
  if (document.body.hasAttribute("hx-headers")) {
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRF-Token": fresh }));
  }
}

async function ask(url, options = {}) {
  const headers = { ...JSON_ONLY, ...(options.headers ?? {}) };
  const timely = options.keepalive ? undefined : AbortSignal.timeout(PATIENCE);
  return fetch(url, { credentials: "same-origin", signal: timely, ...options, headers });
}

/** Post; a 401 is tried again once the session is back. `fields` is a list of pairs. */
export async function send(url, fields, { keepalive = false, quiet = false } = {}) {
  for (let turn = 0; turn < 2; turn += 1) {
    const body = new URLSearchParams(fields.filter(([name]) => name !== "csrf_token"));
    body.set("csrf_token", token ?? document.querySelector("input[name=csrf_token]")?.value ?? "");
    let answer;
    try {
      answer = await ask(url, { method: "POST", body, keepalive });
    } catch {
      return { state: "lost" };
    }
    if (answer.status >= 502) return { state: "lost" };
    if (answer.ok) return { state: "done", body: await answer.json().catch(() => ({})) };
    if (answer.status !== 401) return { state: "refused" };
    const back = turn === 0 ? await rejoin(quiet) : "ended";
    if (back !== "done") return { state: back };
  }
  return { state: "ended" };
}

/** Whether the person of this page is still signed in, asking them to sign in again if not. */
export async function present() {
  return rejoin(false);
}

/** "done" when this page's person is signed in, "ended" when they are not, "lost" without answer. */
function rejoin(quiet) {
  if (quiet) return look();
  rejoining ??= look()
    .then((state) => (state === "ended" ? dialog() : state))
    .finally(() => { rejoining = null; });
  return rejoining;
}

let other = false;

async function look() {
  try {
    const answer = await ask(REJOIN);
    if (!answer.ok) return answer.status >= 500 ? "lost" : "ended";
    const known = await answer.json();
    other = Boolean(known.login) && known.login !== document.body.dataset.login;
    if (known.login !== document.body.dataset.login) return "ended";
    renew(known.csrf_token);
    return "done";
  } catch {
    return "lost";
  }
}

async function piece() {
  const answer = await ask(REJOIN, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("dialog");
}

/** The dialog; "done" once signed in, "ended" when it is closed, "lost" when it cannot be had. */
async function dialog() {
  let box;
  try {
    box = await piece();
  } catch {
    return "lost";
  }
  if (!box) return "lost";
  const { login, ent, password } = document.body.dataset;
  const part = (name) => box.querySelectorAll(`[data-session-${name}]`);
  box.querySelector("[name=utilisateur]").value = login;
  for (const one of part("password")) if (!password && ent) one.remove();
  for (const one of part("ent")) {
    if (ent) one.querySelector("a").href = ent;
    else one.remove();
  }
  const before = document.activeElement;
  document.body.append(box);
  const tell = (name, text = "") => {
    for (const each of ["error", "other", "lost"]) for (const one of part(each)) one.hidden = each !== name;
    if (text) part("error")[0].textContent = text;
  };
  if (other) tell("other");
  box.showModal();
  box.querySelector("[type=password], a")?.focus();

  return new Promise((resolve) => {
    let state = "ended";
    const close = (reached) => { state = reached; box.close(); };
    box.addEventListener("close", () => {
      box.remove();
      before?.focus?.();
      resolve(state);
    });
    part("cancel")[0].addEventListener("click", () => close("ended"));
    part("retry")[0]?.addEventListener("click", async () => {
      const found = await look();
      if (found === "done") close("done");
      else tell(found === "lost" ? "lost" : other ? "other" : "");
    });
    box.querySelector("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      const state = await signIn(box);
      if (state === true) close("done");
      else if (state === null) tell("lost");
      else tell("error", state);
      if (state !== true) box.querySelector("[type=password]")?.select();
    });
  });
}

/** True once signed in, null without answer, else the sentence that says why not. */
async function signIn(box) {
  try {
    const body = new URLSearchParams(new FormData(box.querySelector("form")));
    const answer = await ask(REJOIN, { method: "POST", body });
    const said = await answer.json();
    if (!answer.ok) return said.message ?? null;
    renew(said.csrf_token);
    return true;
  } catch {
    return null;
  }
}
