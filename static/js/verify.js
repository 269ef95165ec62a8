// Says which file was chosen, shows that a drop would land, and how far a file has been sent. Without this the form works as any form.
let asked = null;
function ready() {
  const drop = document.querySelector("[data-drop]");
  const input = drop.querySelector("input");
  const name = drop.querySelector("[data-drop-name]");
  const empty = name.textContent;
  input.addEventListener("change", () => { name.textContent = input.files[0]?.name ?? empty; });
  for (const [event, on] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
    drop.addEventListener(event, () => drop.classList.toggle("over", on));
  }
  const form = document.querySelector("form[data-upload]");
  if (form) form.addEventListener("submit", (event) => { event.preventDefault(); send(form); });
}
function send(form) {
  const button = form.querySelector("button");
  const sending = form.querySelector("[data-sending]");
  const words = sending.querySelector("[data-sending-words]");
  const bar = sending.querySelector("progress");
  asked?.abort();
  asked = new XMLHttpRequest();
  asked.open("POST", form.action);
  asked.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = 100 * event.loaded / event.total;
  });
  asked.upload.addEventListener("load", () => { words.textContent = "Looking at it"; bar.removeAttribute("value"); });
  asked.addEventListener("load", () => show(asked.responseText));
  asked.addEventListener("error", () => {
    words.textContent = "The file could not be sent. Check your connection and try again.";
    bar.hidden = true;
    button.disabled = false;
  });
  words.textContent = "Sending";
  bar.hidden = false;
  bar.value = 0;
  sending.hidden = false;
  button.disabled = true;
  asked.send(new FormData(form));
}
function show(page) {
  const answer = new DOMParser().parseFromString(page, "text/html");
  document.title = answer.title;
  document.querySelector("main").replaceWith(answer.querySelector("main"));
  if (document.querySelector("[data-drop]")) ready();
  const said = document.querySelector("[data-answer]") ?? document.querySelector("main");
  said.focus();
  said.scrollIntoView({ block: "nearest" });
}
ready();
