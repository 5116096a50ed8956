// A long facet gets an input that narrows its list. First the whole list has to come, as it does without this script
// when the button for the rest is pressed; what was ticked meanwhile stays ticked.
for (const facet of document.querySelectorAll("[data-narrow]")) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  const said = document.createElement("output"); // read out when it changes
  const button = facet.querySelector("[name=more]");
  const choices = () => facet.querySelectorAll(":scope > label:has([type=checkbox])");
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  // By its label, or by another name from the beginning of a word on.
  const isCalled = ({ textContent, dataset: { also = "" } }, words) =>
    folded(textContent).includes(words) || ` ${folded(also)}`.includes(` ${words}`);
  let coming;

  const whole = async () => {
    const query = new URLSearchParams(location.search);
    query.append("more", button.value);
    const answer = await fetch(`${location.pathname}?${query}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const ticked = new Set(Array.from(facet.querySelectorAll(":checked"), (box) => box.value));
    const found = page.getElementById(facet.id).querySelectorAll(":scope > label");
    choices().forEach((choice) => choice.remove());
    found.forEach((choice) => (choice.firstChild.checked = ticked.has(choice.firstChild.value)));
    facet.append(...found);
    button.remove();
  };
  const narrow = () => {
    const words = folded(input.value.trim());
    for (const choice of choices()) {
      choice.hidden = !isCalled(choice.querySelector("span"), words);
    }
    said.textContent = Array.from(choices()).every((choice) => choice.hidden) ? facet.dataset.nothing : "";
  };
  const bring = () => (coming ??= button ? whole().then(narrow) : Promise.resolve());

  label.textContent = facet.dataset.narrow;
  input.type = "search";
  input.dir = "auto";
  input.id = label.htmlFor = `${facet.id}_find`;
  input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  input.addEventListener("focus", () => bring().catch(() => {})); // the button still brings the list
  input.addEventListener("input", narrow);
  button?.addEventListener("click", (event) => {
    event.preventDefault();
    bring().then(() => input.focus(), () => button.form.requestSubmit(button));
  });
  facet.querySelector("legend").after(label, input, said);
}
