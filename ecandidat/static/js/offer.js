/** The offer is filtered as one types. Without this script the form does the same on the server. */

/** Lower case without accents, as the server prepares each line. */
const plain = (words) =>
  words.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("œ", "oe").replaceAll("æ", "ae").replaceAll("ß", "ss");

function filter(offer) {
  const form = offer.querySelector("form");
  const lines = [...offer.querySelectorAll("tbody tr")];
  const types = [...offer.querySelectorAll("details.offer-type")];
  const components = [...offer.querySelectorAll("details.offer-component")];
  const shown = offer.querySelector("[data-offer-shown]");
  const none = offer.querySelector("[data-offer-none]");
  const clear = offer.querySelector("[data-offer-clear]");
  const unfold = offer.querySelector("[data-offer-unfold]");
  const startedOpen = new Map(components.map((one) => [one, one.open && !location.search]));

  const apply = () => {
    const asked = new FormData(form);
    const terms = plain(asked.get("filtre") ?? "").split(/\s+/).filter(Boolean);
    const mode = asked.get("mode");
    const openOnly = asked.has("ouvertes");
    const active = terms.length > 0 || Boolean(mode) || openOnly;
    let count = 0;
    for (const line of lines) {
      const { text, mode: itsMode, open } = line.dataset;
      const kept = (!mode || itsMode === mode) && (!openOnly || open) && terms.every((term) => text.includes(term));
      line.hidden = !kept;
      count += kept ? 1 : 0;
    }
    for (const branch of [...types, ...components]) branch.hidden = !branch.querySelector("tbody tr:not([hidden])");
    for (const branch of components) branch.open = active || startedOpen.get(branch);
    shown.textContent = String(count);
    none.hidden = count > 0;
    clear.hidden = !active;
    remember(asked, active);
  };

  /** The address follows, so that it can be kept or sent to somebody. */
  const remember = (asked, active) => {
    const query = new URLSearchParams([...asked].filter(([, value]) => value));
    history.replaceState(null, "", active ? `${location.pathname}?${query}` : location.pathname);
  };

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  clear.addEventListener("click", (event) => {
    event.preventDefault();
    form.elements.filtre.value = "";
    form.elements.mode.value = "";
    form.elements.ouvertes.checked = false;
    apply();
    form.elements.filtre.focus();
  });
  unfold?.addEventListener("click", (event) => {
    event.preventDefault();
    for (const branch of components) branch.open = true;
    components[0]?.querySelector("summary").focus();
  });
}

for (const offer of document.querySelectorAll("[data-offer]")) filter(offer);
