// The desk. Keys press what is on the page; the next case stands ready in a template and shows at once, while the
// decision is on its way. The answer then confirms it, or brings another case. Without this file forms do the same.
const desk = document.getElementById("desk");
const help = document.getElementById("help");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const at = (id) => document.getElementById(id);
let busy = Promise.resolve(); // acts wait for each other: the second is about what the first has shown
let pressed = 0; // when the key went down that a case is awaited for
let ready = null; // the next case's film, loaded ahead

/** Whatever is new on the screen begins: the film, the focus, the measurement. */
function begin() {
  const pane = at("case");
  const video = pane.querySelector("video");
  if (video && !calm.matches) video.play().catch(() => {});
  pane.focus({ preventScroll: true });
  const title = pane.querySelector("h2")?.textContent ?? "";
  at("told").textContent = title;
  const start = pressed;
  pressed = 0;
  if (start) requestAnimationFrame(() => requestAnimationFrame(() => performance.measure("next case", { start, end: performance.now() })));
}

/** Load what the next case shows, without showing it. */
function prepare() {
  const content = at("ahead").content;
  const film = content.querySelector("video");
  ready = film && document.importNode(film, true);
  for (const picture of [film?.poster, content.querySelector(".strip")?.src]) if (picture) new Image().src = picture;
}

/** Put the next case on the screen; its number, or "" where none stands ready. */
function showAhead() {
  const ahead = at("ahead");
  const number = ahead.dataset.review ?? "";
  if (!number) return "";
  const pane = at("case");
  const film = ready;
  pane.replaceChildren(ahead.content);
  if (film) pane.querySelector("video")?.replaceWith(film);
  pane.dataset.review = number;
  delete ahead.dataset.review;
  begin();
  return number;
}

/** Ask the site for the page in parts, and put them in place. */
async function ask(address, body) {
  let answer;
  try {
    answer = await fetch(address, { method: body ? "POST" : "GET", body, headers: { "X-Desk": "part" } });
  } catch {
    const note = Object.assign(document.createElement("p"), { className: "note error", textContent: "The site did not answer. Whether the last step counts is not known: load the page again to see." });
    at("undo").replaceChildren(note);
    return;
  }
  if (!answer.ok || answer.redirected) { location.reload(); return; } // signed out, or no moderator any more: the page says so
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.title = fresh.title;
  const chosen = new Set([...document.querySelectorAll("[name=review]:checked")].map((box) => box.value));
  const { scrollTop } = at("queue");
  const same = fresh.getElementById("case").hasAttribute("data-kept");
  for (const id of ["standing", "undo", "queue", "ahead", ...(same ? [] : ["case"])]) at(id).replaceWith(fresh.getElementById(id));
  for (const box of document.querySelectorAll("[name=review]")) box.checked = chosen.has(box.value);
  at("queue").scrollTop = scrollTop;
  if (!same) begin();
  const number = at("case").dataset.review;
  const query = new URLSearchParams(location.search);
  query.delete("page");
  history.replaceState(null, "", (number ? `/desk/${number}` : "/desk") + (query.size ? `?${query}` : ""));
  settle();
}

/** What the page needs after each change. */
function settle() {
  prepare();
  choose();
  for (const tool of document.querySelectorAll("[data-help], [data-all-alike]")) tool.hidden = false;
  document.querySelector(".q.on")?.scrollIntoView({ block: "nearest" });
}

/** Send a form. What decides the case before the person shows the next one at once. */
async function act(form, button) {
  if (!form.isConnected) return; // the case went away meanwhile
  const body = new FormData(form, button);
  const onwards = form.closest("#case") && body.get("action") !== "note";
  const here = at("case").dataset.review ?? "";
  const shown = onwards ? showAhead() : form.id === "batch" ? here : "";
  if (shown) { body.set("next", shown); body.set("shown", shown); }
  if (form.id === "batch") for (const box of document.querySelectorAll("[name=review]:checked")) box.checked = false;
  await ask(form.getAttribute("action"), body); // `form.action` is the button of that name
}

async function move(link) {
  if (!link) return;
  const ahead = link.dataset.queue === at("ahead").dataset.review;
  const shown = ahead ? showAhead() : "";
  const address = new URL(link.href);
  if (shown) address.searchParams.set("shown", shown);
  await ask(address);
}

/** Say how many are selected. */
function choose() {
  const count = document.querySelectorAll("[name=review]:checked").length;
  const told = document.querySelector("[data-chosen]");
  if (told) told.textContent = count ? `${count} selected.` : "Decide several at once.";
  at("batch")?.classList.toggle("some", count > 0);
}

/** Blur and grey: at once here, and kept for the next page. */
function toggle(form) {
  const button = form.querySelector("[data-toggle]");
  const body = new FormData(form, button);
  const on = button.value === "1";
  desk.classList.toggle(button.dataset.toggle === "blur" ? "blurred" : "grey", on);
  button.value = on ? "0" : "1";
  button.setAttribute("aria-pressed", on);
  fetch(form.getAttribute("action"), { method: "POST", body, headers: { "X-Desk": "part" } }).catch(() => {});
}

const inTurn = (what) => { busy = busy.then(what); };

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-act]")) { event.preventDefault(); inTurn(() => act(form, event.submitter)); }
  if (form.matches("[data-tool]")) { event.preventDefault(); toggle(form); }
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-queue]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); inTurn(() => move(link)); }
  if (event.target.closest("[data-help]")) help.showModal();
  if (event.target.closest("[data-all-alike]")) { for (const box of document.querySelectorAll("[data-alike], [data-select]")) box.checked = true; choose(); }
});
document.addEventListener("change", (event) => { if (event.target.name === "review") choose(); });

const steps = {
  j: () => step(1),
  k: () => step(-1),
  x: () => { const box = document.querySelector("[data-select]"); if (box) { box.checked = !box.checked; choose(); } },
  b: () => document.querySelector("[data-toggle=blur]").click(),
  g: () => document.querySelector("[data-toggle=grey]").click(),
  "?": () => help.showModal(),
  " ": () => { const film = document.querySelector("#case [data-space]"); if (film) film.paused ? film.play() : film.pause(); },
};
function step(by) {
  const links = [...document.querySelectorAll("[data-queue]")];
  const here = links.findIndex((link) => link.hasAttribute("aria-current"));
  links[here + by]?.click();
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || help.open) return;
  if (event.target.matches("input:not([type=checkbox]), textarea, select")) { if (event.key === "Escape") event.target.blur(); return; }
  if (event.key === " " && event.target.closest("button, a, summary, video, input")) return;
  const key = CSS.escape(event.key);
  const field = document.querySelector(`[data-focus="${key}"]`);
  const button = document.querySelector(`[data-key="${key}"]`);
  if (!steps[event.key] && !field && !button) return;
  event.preventDefault();
  if (field) { field.focus(); return; }
  pressed = button || event.key === "j" || event.key === "k" ? event.timeStamp : 0;
  if (button) button.click();
  else steps[event.key]();
});

setInterval(() => {
  const form = document.querySelector("[data-seconds]");
  const left = form?.querySelector("[data-left]");
  if (!left) return;
  const seconds = Number(left.textContent) - 1;
  if (seconds > 0) left.textContent = seconds;
  else form.remove();
}, 1000);

desk.classList.add("lively");
begin();
settle();
