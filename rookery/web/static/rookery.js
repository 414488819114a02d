// Quicker with a little: completion, keys, more results in place, and news of new posts.
// Every page is whole without it. Texts come from the page, in its language.
"use strict";

const ask = document.querySelector("#q");
if (ask) completion(ask, document.querySelector("#q-list"), document.querySelector("#q-said"));
keys();
more();
for (const place of document.querySelectorAll("[data-live]")) live(place);

// The combobox pattern of ARIA: focus stays in the field, the list is pointed at.
function completion(input, list, said) {
  const kinds = JSON.parse(input.dataset.kinds);
  let at = -1, asked = 0, timer;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  const options = () => [...list.children];
  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) point(-1);
  }
  function point(to) {
    at = to;
    options().forEach((o, i) => o.setAttribute("aria-selected", String(i === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options()[at].id);
  }
  function take(option) {
    input.value = option.dataset.text + " ";
    show(false);
    input.focus();
  }
  async function look() {
    const mine = ++asked;
    if (!input.value.trim()) return show(false);
    let found;
    try {
      const answer = await fetch(input.dataset.complete + "?q=" + encodeURIComponent(input.value));
      if (!answer.ok) return show(false);
      found = (await answer.json()).completions;
    } catch { return show(false); }
    if (mine !== asked || document.activeElement !== input) return;
    list.replaceChildren(...found.map((c, i) => {
      const option = document.createElement("li"), text = document.createElement("bdi");
      option.id = "q-" + i;
      option.setAttribute("role", "option");
      option.dataset.text = c.text;
      text.textContent = c.text;
      option.append(text);
      if (kinds[c.kind]) option.append(Object.assign(document.createElement("small"), { textContent: kinds[c.kind] }));
      return option;
    }));
    said.textContent = found.length ? found.length + " " + input.dataset.many : "";
    show(found.length > 0);
    point(-1);
  }
  show(false);
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 120); });
  input.addEventListener("blur", () => { asked++; show(false); });
  input.addEventListener("keydown", (e) => {
    const n = options().length;
    if (e.key === "Escape" && !list.hidden) { e.preventDefault(); show(false); }
    else if (list.hidden || !n) return;
    else if (e.key === "ArrowDown") { e.preventDefault(); point((at + 1) % n); }
    else if (e.key === "ArrowUp") { e.preventDefault(); point(at <= 0 ? n - 1 : at - 1); }
    else if (e.key === "Enter" && at >= 0) { e.preventDefault(); take(options()[at]); }
  });
  list.addEventListener("mousedown", (e) => {
    const option = e.target.closest("[role=option]");
    if (option) { e.preventDefault(); take(option); }
  });
}

// "/" to the field; j and k from entry to entry: its link takes the focus, so Enter opens it.
function keys() {
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input, textarea, select")) return;
    if (e.key === "/" && ask) { e.preventDefault(); ask.focus(); ask.select(); return; }
    if (e.key !== "j" && e.key !== "k") return;
    const entries = [...document.querySelectorAll(".entry")];
    const now = entries.findIndex((entry) => entry.classList.contains("at"));
    const next = entries[now < 0 ? 0 : now + (e.key === "j" ? 1 : -1)];
    if (!next) return;
    entries[now]?.classList.remove("at");
    next.classList.add("at");
    next.querySelector("a.open").focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  });
}

function more() {
  document.addEventListener("click", async (e) => {
    const link = e.target.closest("a.more");
    if (!link || e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
    e.preventDefault();
    try {
      const answer = await fetch(link.href, { headers: { accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const held = new Set([...document.querySelectorAll(".entry")].map((x) => x.dataset.id));
      const fresh = [...page.querySelectorAll(".results .entry")].filter((x) => !held.has(x.dataset.id));
      const following = page.querySelector("a.more");
      const pages = link.closest(".pages");
      pages.before(...fresh);
      if (following) link.href = following.href; else link.remove();
      fresh[0]?.querySelector("a.open").focus({ preventScroll: true });
    } catch { location.href = link.href; }
  });
}

function live(place) {
  const stream = new EventSource(place.dataset.live);
  stream.addEventListener("new", (e) => {
    const n = JSON.parse(e.data).new;
    place.hidden = n < 1;
    if (n < 1) return place.replaceChildren();
    const text = n === 1 ? place.dataset.one : place.dataset.many.replace("%n", n.toLocaleString(document.documentElement.lang));
    place.replaceChildren(Object.assign(document.createElement("a"), { href: place.dataset.href, textContent: text }));
  });
  addEventListener("pagehide", () => stream.close());
}
