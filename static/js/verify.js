// Says which file was chosen, and shows that a drop would land.
const drop = document.querySelector("[data-drop]");
const input = drop.querySelector("input");
input.addEventListener("change", () => { drop.querySelector("[data-drop-name]").textContent = input.files[0]?.name ?? "Choose a file, or drop it here"; });
for (const [name, on] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
  drop.addEventListener(name, () => drop.classList.toggle("over", on));
}
