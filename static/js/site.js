// Keyboard, menus, local times and hover previews. Every page works without it.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    const field = document.querySelector("[data-slash]");
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  }
  if (event.key === "Escape") {
    const open = document.querySelector("[data-menu][open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// Browsers that can't show a closed fold by style alone get it opened where there is room.
if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 861px)").matches) {
  for (const fold of document.querySelectorAll(".facet-fold")) fold.open = true;
}

// Arrow keys walk through a grid of clips, up and down to the nearest above and below.
document.addEventListener("keydown", (event) => {
  const here = event.target.closest?.(".grid .frame");
  if (!here || !event.key.startsWith("Arrow") || event.altKey || event.ctrlKey || event.metaKey) return;
  const frames = [...here.closest(".grid").querySelectorAll("a.frame")];
  const at = frames.indexOf(here);
  const box = here.getBoundingClientRect();
  const middle = box.left + box.width / 2;
  const off = (frame) => { const other = frame.getBoundingClientRect(); return Math.abs(other.left + other.width / 2 - middle); };
  const rows = { ArrowDown: (top) => top > box.top + 8, ArrowUp: (top) => top < box.top - 8 };
  let next = { ArrowRight: frames[at + 1], ArrowLeft: frames[at - 1] }[event.key];
  if (rows[event.key]) {
    const beyond = frames.filter((frame) => rows[event.key](frame.getBoundingClientRect().top));
    const tops = beyond.map((frame) => frame.getBoundingClientRect().top);
    const row = event.key === "ArrowDown" ? Math.min(...tops) : Math.max(...tops);
    next = beyond.filter((_, i) => Math.abs(tops[i] - row) < 8).sort((a, b) => off(a) - off(b))[0];
  }
  if (next) { event.preventDefault(); next.focus(); next.scrollIntoView({ block: "nearest" }); }
});

// Times are sent in UTC; here they are the reader's own.
const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const tell = (root) => { for (const time of root.querySelectorAll("time[datetime]")) time.textContent = local.format(new Date(time.dateTime)); };
tell(document);
document.addEventListener("htmx:afterSwap", (event) => tell(event.target.parentNode ?? document));

document.addEventListener("change", (event) => { event.target.closest("[data-submit-on-change]")?.requestSubmit(); });

// A tile plays its preview under the pointer or the focus; with reduced motion only after a click on its play key.
const still = matchMedia("(prefers-reduced-motion: reduce)");
const play = (frame) => {
  if (frame.querySelector("video") || !frame.dataset.hover) return;
  const video = Object.assign(document.createElement("video"), { src: frame.dataset.hover, muted: true, loop: true, playsInline: true });
  video.setAttribute("aria-hidden", "true");
  const scrub = Object.assign(document.createElement("progress"), { className: "scrub", max: 1, value: 0 });
  scrub.setAttribute("aria-hidden", "true");
  video.addEventListener("timeupdate", () => { if (video.duration) scrub.value = video.currentTime / video.duration; });
  frame.querySelector("img")?.after(video, scrub);
  video.play().catch(() => stop(frame));
};
const stop = (frame) => { frame.classList.remove("scrubbing"); frame.querySelector("video")?.remove(); frame.querySelector(".scrub")?.remove(); };
for (const [on, off] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
  document.addEventListener(on, (event) => { const frame = event.target.closest?.("[data-hover]"); if (frame && !still.matches) play(frame); });
  document.addEventListener(off, (event) => { const frame = event.target.closest?.("[data-hover]"); if (frame && !frame.contains(event.relatedTarget)) stop(frame); });
}
// In the lower part of a tile the pointer leads the preview, as on a film's own line; above it the preview plays on.
document.addEventListener("pointermove", (event) => {
  const frame = event.target.closest?.("[data-hover]");
  const video = frame?.querySelector("video");
  if (!video?.duration || event.pointerType === "touch") return;
  const box = frame.getBoundingClientRect();
  const leads = event.clientY > box.bottom - box.height / 3;
  frame.classList.toggle("scrubbing", leads);
  if (leads) { video.pause(); video.currentTime = video.duration * Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)); }
  else if (video.paused) video.play().catch(() => {});
});
// On the keyboard, comma and full stop step through the preview that the focus plays.
document.addEventListener("keydown", (event) => {
  const video = event.target.closest?.("[data-hover]")?.querySelector("video");
  const step = { ",": -0.5, ".": 0.5 }[event.key];
  if (!video?.duration || !step || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  video.pause();
  video.currentTime = Math.min(video.duration, Math.max(0, video.currentTime + step));
});
