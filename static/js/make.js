// The Make page: sliders and numbers agree, offers fill the prompt, one press sends once.
const form = document.getElementById("make-form");
const changed = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));
form.addEventListener("input", (event) => {
  const twin = event.target.dataset.mirror && document.getElementById(event.target.dataset.mirror);
  if (twin) twin.value = event.target.value;
});
form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.prompt) {
    const field = document.getElementById("prompt");
    field.value = button.dataset.prompt;
    field.focus();
    changed(field);
  }
  if (button.dataset.dice) {
    const field = document.getElementById(button.dataset.dice);
    field.value = crypto.getRandomValues(new Uint32Array(1))[0] >>> 1;
    changed(field);
  }
});
// htmx listens to the form's own submit as well: a press on the button is the browser's, once.
form.addEventListener("submit", (event) => {
  const button = form.querySelector(".bar button");
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  button.setAttribute("aria-disabled", "true");
});
addEventListener("pageshow", () => { delete form.dataset.sent; });
