// A conversation as it is made: turns appear, can be stopped, copied and thought of; files are
// dropped anywhere. Without this each form brings the page whole.

import { events } from "./events.js";

const chat = document.querySelector(".chat");
const say = document.querySelector("form.say");
const text = say.querySelector("textarea");
const stop = say.querySelector(".stop");
const give = document.querySelector("form.give");
const turns = document.querySelector(".turns");
const wrong = document.querySelector(".talk-wrong");
let asking = null;

say.addEventListener("submit", (event) => {
  event.preventDefault();
  const said = text.value;
  if (!said.trim()) return;
  const turn = document.getElementById("asked").content.cloneNode(true);
  turn.querySelector(".text").textContent = said;
  turns.append(turn);
  const body = new URLSearchParams(new FormData(say));
  text.value = "";
  fit();
  bring(say.action, body, said);
});

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    say.requestSubmit();
  }
});
text.addEventListener("input", fit);
stop.addEventListener("click", () => asking?.abort()); // the server stops making it

for (const one of document.querySelectorAll(".suggestion")) {
  one.addEventListener("click", () => { text.value = one.textContent; say.requestSubmit(); });
}

turns.addEventListener("submit", (event) => {
  event.preventDefault();
  const { target: form, submitter } = event;
  if (form.classList.contains("again")) {
    form.closest(".turn").remove();
    bring(form.action, new URLSearchParams());
  } else rate(form, submitter);
});

turns.addEventListener("click", async (event) => {
  const button = event.target.closest("button.copy");
  if (!button) return;
  await navigator.clipboard.writeText(withSources(button.closest(".turn")));
  const before = button.textContent;
  button.textContent = document.getElementById("copied").content.textContent;
  setTimeout(() => { button.textContent = before; }, 1500);
});

async function bring(address, body, said = "") {
  asking?.abort();
  asking = new AbortController();
  const signal = asking.signal;
  wrong.hidden = true;
  for (const old of turns.querySelectorAll("form.again")) old.remove(); // the last alone has one
  turns.append(document.getElementById("answering").content.cloneNode(true));
  const turn = turns.lastElementChild;
  const [made, sentences, written, end] = [".made", ".sentences", ".written", ".end"].map((s) => turn.querySelector(s));
  turn.scrollIntoView({ block: "nearest" });
  stop.hidden = false;
  turn.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { method: "POST", body, signal, headers: { accept: "text/event-stream, application/json;q=0.5" } });
    if (!answer.ok) throw new Error((await answer.json()).error);
    for await (const [kind, value] of events(answer.body)) {
      if (kind === "begun") begin(value, said);
      else if (kind === "call") made.insertAdjacentHTML("beforebegin", value); // made and escaped by us
      else if (kind === "waiting") made.textContent = value;
      else if (kind === "made") made.innerHTML = value;
      else if (kind === "said") sentences.insertAdjacentHTML("beforeend", value);
      else if (kind === "piece") { written.hidden = false; written.textContent += value; }
      else if (kind === "end") { end.innerHTML = value; ready(turn); }
      else if (kind === "wrong") throw new Error(value);
    }
  } catch (error) {
    made.textContent = "";
    turn.classList.add("stopped");
    if (error.name !== "AbortError") tell(end, error.message);
    if (held(say)) retry(end);
    else { turn.remove(); tell(null, error.message); if (!text.value) text.value = said; }
  } finally {
    turn.removeAttribute("aria-busy");
    if (asking?.signal === signal) stop.hidden = true;
  }
}

function begin(path, said) {
  const id = path.split("/").pop();
  hold(say, id);
  hold(give, id);
  if (location.pathname === path) return;
  history.replaceState(null, "", path);
  list(path, said);
}

function hold(form, id) {
  let field = form.querySelector("[name=conversation]");
  if (!field) {
    field = Object.assign(document.createElement("input"), { type: "hidden", name: "conversation" });
    form.append(field);
  }
  field.value = id;
}

function held(form) {
  return form.querySelector("[name=conversation]")?.value;
}

function retry(end) {
  const again = document.getElementById("again").content.cloneNode(true);
  again.querySelector("form").action = `/chat/${held(say)}/again`;
  end.append(again);
}

function list(path, said) {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: path, textContent: said.slice(0, 60) });
  link.setAttribute("aria-current", "page");
  item.append(link);
  const history = document.querySelector(".history ol");
  history.querySelector("li.quiet")?.remove();
  history.prepend(item);
}

function ready(turn) {
  const copy = turn.querySelector("button.copy");
  if (copy && navigator.clipboard) copy.hidden = false;
}

function withSources(turn) {
  const written = turn.querySelector(".written")?.textContent.trim();
  const lines = written ? [written] : [];
  const sources = new Map();
  for (const said of turn.querySelectorAll(".said")) {
    const links = [...said.querySelectorAll(".by a.time, .by a.author[href*='files'], a.counted")];
    const marks = links.map((a) => {
      if (!sources.has(a.href)) sources.set(a.href, sources.size + 1);
      return `[${sources.get(a.href)}]`;
    });
    const words = said.querySelector("blockquote") ?? said.querySelector("p > span");
    const by = said.querySelector("blockquote") ? `${said.querySelector(".by .author").textContent.trim()}: ` : "";
    lines.push(`${by}${words?.textContent.trim() ?? ""} ${marks.join("")}`.trim());
  }
  const made = turn.querySelector(".made").textContent.trim();
  return [...lines, "", ...[...sources].map(([href, n]) => `[${n}] ${href}`), made].join("\n");
}

async function rate(form, submitter) {
  const body = new URLSearchParams(new FormData(form, submitter));
  const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" } });
  if (!answer.ok) return tell(null, (await answer.json()).error);
  const good = body.get("rating") === "good";
  const up = form.querySelector("button[aria-pressed]");
  up.setAttribute("aria-pressed", String(good));
  up.value = good ? "none" : "good";
  form.querySelector(".why").open = false;
  form.querySelector(".why").classList.toggle("given", body.get("rating") === "bad");
}

function tell(end, sentence) {
  const told = end ? document.createElement("p") : wrong;
  told.className = end ? "wrong" : wrong.className;
  told.textContent = sentence;
  told.hidden = false;
  end?.replaceChildren(told);
}

// Files

const file = give.querySelector("input[type=file]");
const reading = give.querySelector(".reading");

give.querySelector(".read").hidden = true; // a file is read as soon as it is chosen
give.addEventListener("submit", (event) => { event.preventDefault(); read([...file.files]); });
file.addEventListener("change", () => read([...file.files]));
chat.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) { event.preventDefault(); chat.classList.add("dropping"); } });
chat.addEventListener("dragleave", () => chat.classList.remove("dropping"));
chat.addEventListener("drop", (event) => {
  chat.classList.remove("dropping");
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  read([...event.dataTransfer.files]);
});

async function read(files) {
  wrong.hidden = true;
  for (const one of files) {
    reading.textContent = reading.dataset.reading.replace("{name}", one.name);
    const body = new FormData();
    body.append("file", one);
    const id = held(give);
    if (id) body.append("conversation", id);
    try {
      const answer = await fetch(give.action, { method: "POST", body, headers: { accept: "application/json" } });
      const said = await answer.json();
      if (!answer.ok) throw new Error(said.error);
      begin(`/chat/${said.conversation}`, one.name);
      shown(said.file);
    } catch (error) {
      tell(null, error.message);
    }
  }
  reading.textContent = "";
  give.reset();
  text.focus();
}

function shown(given) {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: `/chat/files/${given.id}`, textContent: given.name });
  item.append(link, ` (${given.pages})`);
  for (const note of given.notes) {
    item.append(Object.assign(document.createElement("span"), { className: "quiet", textContent: ` ${note}` }));
  }
  document.querySelector(".files").append(item);
}

function fit() {
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight + 2, innerHeight / 2)}px`;
}

for (const turn of turns.querySelectorAll(".assistant")) ready(turn);
if (location.hash) document.querySelector(location.hash)?.scrollIntoView();
else turns.lastElementChild?.scrollIntoView({ block: "end" });
