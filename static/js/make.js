// The Make page: sliders and numbers agree, words set settings, offers fill the prompt, one press sends once.
const form = document.getElementById("make-form");
const changed = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));
form.addEventListener("input", (event) => {
  const twin = event.target.dataset.mirror && document.getElementById(event.target.dataset.mirror);
  if (twin) twin.value = event.target.value;
});
form.addEventListener("click", (event) => {
  const button = event.target.closest("button, [data-prompt], [data-set], [data-unfollow]");
  if (!button) return;
  if (button.dataset.prompt) {
    event.preventDefault();
    const field = document.getElementById("prompt");
    field.value = button.dataset.prompt;
    field.focus();
    changed(field);
  }
  if (button.dataset.set) {
    event.preventDefault();
    put(button.dataset.set, button.dataset.value);
  }
  if ("unfollow" in button.dataset) {
    event.preventDefault();
    document.getElementById("followed").replaceChildren();
    const field = document.getElementById("prompt");
    field.focus();
    changed(field);
  }
  if (button.dataset.dice) {
    const field = document.getElementById(button.dataset.dice);
    field.value = crypto.getRandomValues(new Uint32Array(1))[0] >>> 1;
    changed(field);
  }
});
// An offer is taken: a hand has set that field, and the focus goes to it, for the offer goes away.
const put = (name, value) => {
  const fields = [...form.querySelectorAll(`[name="${name}"]`)];
  const field = fields.find((one) => one.type !== "radio" || one.value === value);
  if (!field) return;
  touched.add(name);
  field.disabled = false;
  if (field.type === "radio") field.checked = true;
  else if (field.type === "checkbox") field.checked = value !== "off";
  else {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.closest("details")?.setAttribute("open", "");
  field.focus();
  changed(field);
};
// What the prompt says ("vertical, 10 seconds, seamless loop") sets what nobody has set by hand.
const touched = new Set(new URLSearchParams(location.search).keys());
form.addEventListener("change", (event) => { if (event.isTrusted) touched.add(event.target.name || event.target.dataset.mirror); });
const hear = () => {
  let first = null;
  for (const [key, value] of Object.entries(document.getElementById("reading").dataset)) {
    const name = key.startsWith("said") ? key.slice(4).toLowerCase() : "";
    if (!name || touched.has(name)) continue;
    const field = form.querySelector(`[name="${name}"]${name === "duration" || name === "loop" || name === "sound" ? "" : `[value="${CSS.escape(value)}"]`}`);
    if (!field) continue;
    field.disabled = false;  // what can't be had is answered with a sentence; what is closed would not even be sent
    if (field.type === "checkbox" || field.type === "radio") {
      const on = field.type === "radio" || value === "on";
      if (field.checked === on) continue;
      field.checked = on;
    } else {
      if (field.value === value) continue;
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    first = field;
  }
  if (first) changed(first);
};
document.addEventListener("htmx:afterSettle", hear);
// "Wait a while" is an answer to show as any other.
document.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.xhr.status === 429) event.detail.shouldSwap = true; });
// htmx listens to the form's own submit as well: a press on the button is the browser's, once.
form.addEventListener("submit", (event) => {
  const button = form.querySelector(".bar button");
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  button.setAttribute("aria-disabled", "true");
});
addEventListener("pageshow", () => { delete form.dataset.sent; });
