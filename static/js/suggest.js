// The list below a search field: arrow keys choose from it, Enter goes there, Escape puts it away.
const list = document.getElementById("suggestions");
const field = document.querySelector("[aria-controls='suggestions']");
const offers = () => [...list.querySelectorAll("[role=option]")];
const choose = (one) => {
  for (const other of offers()) other.setAttribute("aria-selected", String(other === one));
  if (one) field.setAttribute("aria-activedescendant", one.id);
  else field.removeAttribute("aria-activedescendant");
  one?.scrollIntoView({ block: "nearest" });
};
const show = (open) => {
  list.hidden = !open;
  field.setAttribute("aria-expanded", String(open));
  if (!open) choose(null);
};
if (list && field) {
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== list) return;
    show(document.activeElement === field && field.value.trim() !== "" && offers().length > 0);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const all = offers();
    const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) {
      event.preventDefault();
      if (list.hidden) show(true);
      // One place more than there are offers: beyond both ends is the field itself.
      const to = (at + 1 + step + all.length + 1) % (all.length + 1);
      choose(to ? all[to - 1] : null);
    } else if (event.key === "Enter" && !list.hidden && at >= 0) {
      event.preventDefault();
      all[at].click();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    }
  });
  // A press on an offer takes the focus first; the list has to be there until it is let go.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  field.addEventListener("blur", () => show(false));
}
