// Keys of the desk: each presses a button that is on the page.
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const video = document.querySelector("[data-space]");
  if (event.key === " " && video && !event.target.closest("button, a, video")) { event.preventDefault(); video.paused ? video.play() : video.pause(); return; }
  if (event.key === "b") { document.body.classList.toggle("blurred"); return; }
  if (event.key === "?") { document.getElementById("keys")?.scrollIntoView(); return; }
  if (event.key === "j" || event.key === "k") {
    const links = [...document.querySelectorAll("[data-queue]")];
    const here = links.findIndex((link) => link.hasAttribute("aria-current"));
    links[here + (event.key === "j" ? 1 : -1)]?.click();
    return;
  }
  const field = document.querySelector(`[data-focus="${CSS.escape(event.key)}"]`);
  if (field) { event.preventDefault(); field.focus(); return; }
  document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
});
