// The search box offers what somebody may be typing: an editable combobox with a list box, after the ARIA Authoring
// Practices. Without this script it is a plain search, and so it is when suggestions cannot be had.
for (const form of document.querySelectorAll("form[data-suggest]")) {
  const { suggest, label } = form.dataset;
  const input = form.querySelector("input[type=search]");
  const list = document.createElement("div");
  const status = document.createElement("p");
  let timer = 0;
  let asking = new AbortController();
  let active = -1; // the option that the arrows have reached; -1 is the text itself

  const set = (element, attributes) =>
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));

  form.removeAttribute("data-suggest"); // the script may stand on a page twice
  set(list, { id: `${input.id}_suggestions`, class: "suggestions", role: "listbox", "aria-label": label, hidden: "" });
  set(status, { class: "hidden", role: "status" });
  set(input, { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": list.id });
  set(input, { "aria-expanded": "false" });
  form.querySelector(".search").after(list, status);

  const reach = (number) => {
    active = number;
    [...list.children].forEach((option, place) => set(option, { "aria-selected": place === active }));
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    set(input, { "aria-activedescendant": list.children[active].id });
    list.children[active].scrollIntoView({ block: "nearest" });
  };

  const show = (shown) => {
    list.hidden = !shown;
    set(input, { "aria-expanded": shown });
    reach(-1);
  };

  const stop = () => {
    clearTimeout(timer);
    asking.abort();
    status.textContent = "";
    show(false);
  };

  const option = ({ href, language, label, kind }, number) => {
    const link = document.createElement("a");
    const name = document.createElement("bdi");
    const what = document.createElement("small");
    set(link, { id: `${list.id}_${number}`, role: "option", href, tabindex: "-1" }); // the keyboard stays in the box
    if (language && language !== "und") name.lang = language;
    name.textContent = label;
    what.textContent = kind;
    link.append(name, " ", what);
    return link;
  };

  const ask = async () => {
    const { signal } = (asking = new AbortController());
    try {
      const answer = await fetch(`${suggest}?${new URLSearchParams({ q: input.value })}`, { signal });
      const found = answer.ok ? await answer.json() : { suggestions: [], status: "" };
      list.replaceChildren(...found.suggestions.map(option));
      status.textContent = found.status;
      show(found.suggestions.length > 0);
    } catch (error) {
      if (!signal.aborted) stop(); // no connection: the box still searches
    }
  };

  const typed = (event) => {
    if (event.isComposing) return; // half a character of Chinese
    clearTimeout(timer);
    asking.abort();
    reach(-1);
    if (input.value.trim()) timer = setTimeout(ask, 150);
    else {
      list.replaceChildren();
      stop();
    }
  };

  input.addEventListener("input", typed);
  input.addEventListener("compositionend", typed);
  input.addEventListener("blur", stop);
  form.addEventListener("submit", stop);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the box

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = list.children.length - 1;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && last >= 0) {
      if (list.hidden) show(true);
      if (event.key === "ArrowDown") reach(active === last ? -1 : active + 1);
      else reach(active < 0 ? last : active - 1);
    } else if (list.hidden) return;
    else if (event.key === "Enter" && active >= 0) list.children[active].click();
    else if (event.key === "Escape") stop(); // once more, and the browser empties the box
    else {
      if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) reach(-1); // back in the text
      return;
    }
    event.preventDefault();
  });
}
