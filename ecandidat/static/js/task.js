/** A task that goes on: its bar moves, and the page is read again once it has ended. Without the script one reloads. */
const EVERY = 2000;
const place = document.querySelector("[data-task]");

async function look() {
  try {
    const answer = await fetch(place.dataset.task, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return location.reload();
    const task = await answer.json();
    const bar = place.querySelector("progress"), words = place.querySelector("[data-task-words]");
    bar.max = task.total;
    bar.value = task.value;
    // Screen readers hear a change only.
    if (words.textContent !== task.words) words.textContent = task.words;
    if (task.ended) return location.reload();
  } catch {
    // Without network: ask again.
  }
  setTimeout(look, EVERY);
}

if (place) setTimeout(look, EVERY);
