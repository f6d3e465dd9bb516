/**
 * The clock and what is left of a deadline go on from the server's time. Only how long the page has been open is
 * measured here, so that a wrong clock on the reader's side changes nothing.
 */

const MINUTE = 60_000;

function put(pattern, name, value) {
  return pattern.replaceAll(`{${name}}`, value);
}

function figure(count, [one, many]) {
  return count > 1 ? put(many, "n", count) : one;
}

/** « 2 jours et 5 heures », « 47 minutes », as the server says it. */
function said(left, words) {
  const minutes = Math.floor(left / MINUTE);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60) % 24;
  const figures = days ? [[days, words.day], [hours, words.hour]] : [[hours, words.hour], [minutes % 60, words.minute]];
  const told = figures.filter(([count]) => count).map(([count, unit]) => figure(count, unit));
  if (!told.length) return words.less;
  return told.length === 1 ? told[0] : put(put(words.both, "one", told[0]), "other", told[1]);
}

function write(node, text) {
  if (node && node.textContent !== text) node.textContent = text;
}

function follow(box) {
  const words = JSON.parse(box.dataset.words);
  const start = Number(box.dataset.now);
  const until = Number(box.dataset.until);
  const opened = Date.now();
  let timer = 0;
  const paris = new Intl.DateTimeFormat("fr-FR", { timeZone: "Europe/Paris", hour: "2-digit", minute: "2-digit" });

  function tick() {
    clearTimeout(timer);
    const now = start + (Date.now() - opened);
    write(box.querySelector("[data-clock]"), put(words.clock, "time", paris.format(now)));
    if (now >= until) {
      write(box.querySelector("[data-rest]"), words.over);
      return;
    }
    write(box.querySelector("[data-left]"), said(until - now, words));
    timer = setTimeout(tick, Math.min((until - now) % MINUTE, MINUTE - (now % MINUTE)) + 50);
  }

  tick();
  // A machine that slept shows the right figures as soon as it is looked at.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
}

for (const box of document.querySelectorAll("[data-countdown]")) follow(box);
