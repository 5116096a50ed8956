// A long list of boxes gets an input that narrows it. Without this script the list is folded by group and complete.
for (const list of document.querySelectorAll("[data-find]")) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const groups = [...list.querySelectorAll("details.group")];
  const wasOpen = groups.map((group) => group.open);

  label.textContent = list.dataset.find;
  list.removeAttribute("data-find"); // the script may stand on a page twice
  input.type = "search";
  input.dir = "auto";
  input.id = `${list.id}_find`;
  label.htmlFor = input.id;
  input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  input.addEventListener("input", () => {
    const words = folded(input.value.trim());
    for (const choice of list.querySelectorAll(".choice")) {
      choice.hidden = !folded(choice.textContent).includes(words);
    }
    groups.forEach((group, number) => {
      const found = group.querySelector(".choice:not([hidden])");
      group.hidden = !found;
      group.open = words ? Boolean(found) : wasOpen[number];
    });
  });
  (list.querySelector(".group") ?? list.querySelector(".choices")).before(label, input);
}
