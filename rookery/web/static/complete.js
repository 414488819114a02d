// Completion while typing: the ARIA combobox pattern over the search field.

const WAIT = 90; // milliseconds of quiet before the server is asked
const field = document.querySelector("#q[data-complete]");
if (field) begin(field);

function begin(field) {
  const kinds = JSON.parse(field.dataset.kinds);
  const list = document.createElement("ul");
  Object.assign(list, { id: "q-list", className: "completions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.list);
  const said = document.createElement("p");
  said.className = "unseen";
  said.setAttribute("role", "status");
  field.form.append(list, said);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) field.setAttribute(name, value);

  let chosen = -1, typed = field.value, timer = 0, asking = null;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    clearTimeout(timer);
    asking?.abort();
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const choose = (index) => {
    clearTimeout(timer); // what comes now would take the choice away
    asking?.abort();
    const options = [...list.children];
    chosen = index < -1 ? options.length - 1 : index >= options.length ? -1 : index;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === chosen)));
    const option = options[chosen];
    field.value = option ? option.dataset.text : typed;
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  };

  const show = (completions) => {
    list.replaceChildren(...completions.map(({ text, kind }, i) => {
      const option = document.createElement("li");
      option.id = `q-option-${i}`;
      option.dataset.text = text;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const words = document.createElement("bdi"), said = document.createElement("span");
      words.textContent = text;
      said.textContent = kinds[kind] ?? kind;
      said.className = "kind";
      option.append(words, said);
      return option;
    }));
    chosen = -1;
    field.removeAttribute("aria-activedescendant");
    list.hidden = !completions.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = list.hidden ? "" : `${completions.length} ${field.dataset.list}`;
  };

  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    try {
      const address = `${field.dataset.complete}?q=${encodeURIComponent(typed)}`;
      const answer = await fetch(address, { signal: asking.signal });
      if (answer.ok && document.activeElement === field) show((await answer.json()).completions);
    } catch { /* a newer question, or no server: the field works without */ }
  };

  field.addEventListener("input", () => {
    typed = field.value;
    clearTimeout(timer);
    if (!typed.trim()) { close(); return; }
    timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { close(); return; }
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Escape") { field.value = typed; close(); }
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("li");
    if (!option) return;
    event.preventDefault(); // the field keeps the focus
    field.value = option.dataset.text;
    close();
    field.form.requestSubmit();
  });
}
