/** A second press of a button while the first is on its way sends nothing; after a while it may be tried again. */
const PATIENCE = 8000;

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

export function submitOnce(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    // An answer that comes in a frame leaves the form to be sent again.
    if (form.method !== "post" || event.defaultPrevented || event.submitter?.formTarget) return;
    if (form.dataset.sent !== undefined) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "";
    event.submitter?.setAttribute("aria-disabled", "true");
    // An answer that is a download leaves this page in place, and a lost network too.
    setTimeout(release, PATIENCE, form);
  });
  // A page restored by « back » is ready again.
  addEventListener("pageshow", () => root.querySelectorAll("form[data-sent]").forEach(release));
}
