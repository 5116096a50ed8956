// Keys of the desk. Each belongs to a link, a button or a field by its attribute data-key: a link is followed, anything
// else takes the focus, so that a decision takes one key more. Without this script everything works without keys.
const STORED = "desk_keys";
const help = document.querySelector("#keys");
const lines = [...document.querySelectorAll(".queue h2 a")];
const isOn = () => localStorage.getItem(STORED) !== "off";
const types = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;

function step(by) {
  const here = lines.findIndex((line) => line.closest(".queue").contains(document.activeElement));
  const line = lines[here < 0 ? (by > 0 ? 0 : lines.length - 1) : Math.min(Math.max(here + by, 0), lines.length - 1)];
  line?.focus();
  return line;
}

function act(key) {
  if (key === "?") {
    help.open = !help.open;
    help.querySelector("summary").focus();
    help.scrollIntoView({block: "nearest"});
    return true;
  }
  if (lines.length && (key === "j" || key === "k")) return Boolean(step(key === "j" ? 1 : -1));
  if (key === "x") {
    const box = document.activeElement.closest(".queue")?.querySelector("[type=checkbox]");
    box?.click();
    return Boolean(box);
  }
  const wanted = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!wanted) return false;
  wanted.closest("details")?.setAttribute("open", "");
  wanted.focus();
  if (wanted.matches("a[href]")) wanted.click();
  return true;
}

// Capitals are letters too, and on a keyboard of another script the place of a letter counts.
function named({ key, code }) {
  const isForeign = /^\p{L}$/u.test(key) && !/^[a-z]$/i.test(key) && /^Key[A-Z]$/.test(code);
  return (isForeign ? code.slice(3) : key).toLowerCase();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && types(event.target)) event.target.blur(); // then keys are keys again
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !isOn() || types(event.target)) return;
  if (act(named(event))) event.preventDefault();
});

// Whoever speaks to the machine, or presses keys by chance, switches them off; the browser remembers it.
const label = document.createElement("label");
const box = document.createElement("input");
box.type = "checkbox";
box.checked = isOn();
box.addEventListener("change", () => localStorage.setItem(STORED, box.checked ? "on" : "off"));
label.className = "row";
label.append(box, help.dataset.on);
help.querySelector("summary").after(label);
