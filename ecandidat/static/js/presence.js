/** « X consulte ce dossier depuis 14:02 »: the page says that it is open, and learns who else has it open. */
import { send } from "./session.js";

const EVERY = 60_000;

function show(box, people) {
  const now = [...box.querySelectorAll("li")].map((one) => one.textContent);
  if (now.join("\n") === people.join("\n")) return;
  box.replaceChildren();
  if (!people.length) return;
  const list = document.createElement("ul");
  for (const text of people) {
    const line = document.createElement("li");
    line.textContent = text;
    list.append(line);
  }
  box.append(list);
}

async function beat(box) {
  if (document.visibilityState === "hidden") return;
  const { state, body } = await send(box.dataset.presence, [], { quiet: true });
  if (state === "done") show(box, body.people ?? []);
}

export function watchPresence(root) {
  const box = root.querySelector("[data-presence]");
  if (!box) return;
  beat(box);
  setInterval(beat, EVERY, box);
  document.addEventListener("visibilitychange", () => beat(box));
}
