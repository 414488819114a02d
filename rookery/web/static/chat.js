// A conversation as it is made: turns appear, can be stopped, copied and thought of; files are
// dropped anywhere. Without this each form brings the page whole.

import { ask, brokenOff, sentence, wrong as told } from "./asking.js";
import { events } from "./events.js";

const chat = document.querySelector(".chat");
const say = document.querySelector("form.say");
const text = say.querySelector("textarea");
const stop = say.querySelector(".stop");
const give = document.querySelector("form.give");
const turns = document.querySelector(".turns");
const wrong = document.querySelector(".talk-wrong");
let asking = null;
let coming = Promise.resolve(); // what is to tell this page its conversation

say.addEventListener("submit", (event) => {
  event.preventDefault();
  const said = text.value;
  if (!said.trim()) return;
  turns.append(document.getElementById("asked").content.cloneNode(true));
  const asked = turns.lastElementChild;
  asked.querySelector(".text").textContent = said;
  text.value = "";
  fit();
  bring(say.action, { text: said }, { said, asked });
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
  one.closest(".try").hidden = false;
  one.addEventListener("click", () => { text.value = one.textContent; say.requestSubmit(); });
}

turns.addEventListener("submit", (event) => {
  event.preventDefault();
  const { target: form, submitter } = event;
  if (form.classList.contains("again")) {
    bring(form.action, Object.fromEntries(new FormData(form)), { old: form.closest(".turn") });
    text.focus({ preventScroll: true });
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

// A turn is brought in after whatever may still make the conversation, so that it is one only.
async function bring(address, given, { said = "", asked = null, old = null }) {
  const earlier = asking;
  const mine = asking = new AbortController();
  const before = coming;
  let begun;
  coming = new Promise((free) => { begun = free; });
  wrong.hidden = true;
  if (old) old.hidden = true;
  turns.append(document.getElementById("answering").content.cloneNode(true));
  const turn = turns.lastElementChild;
  const [made, sentences, written, end] = [".made", ".sentences", ".written", ".end"].map((s) => turn.querySelector(s));
  show(asked ?? [...turns.querySelectorAll(".person")].pop(), turn);
  stop.hidden = false;
  turn.setAttribute("aria-busy", "true");
  let ended = false;
  try {
    await before;
    earlier?.abort(); // the server stops making it
    const body = new URLSearchParams(given);
    if (held(say)) body.set("conversation", held(say));
    const answer = await ask(address, { method: "POST", body, signal: mine.signal, headers: { accept: "text/event-stream, application/json;q=0.5" } });
    for await (const [kind, value] of events(answer.body)) {
      if (kind === "begun") { begin(value.path, said); turn.dataset.asked = value.turn; old?.remove(); offer(); begun(); }
      else if (kind === "call") made.insertAdjacentHTML("beforebegin", value); // made and escaped by us
      else if (kind === "waiting") made.textContent = value;
      else if (kind === "made") made.innerHTML = value;
      else if (kind === "said") sentences.insertAdjacentHTML("beforeend", value);
      else if (kind === "piece") { written.hidden = false; written.textContent += value; }
      else if (kind === "end") { end.innerHTML = value; ended = true; ready(turn); }
      else if (kind === "wrong") throw told(value);
    }
    if (!ended) throw brokenOff();
  } catch (error) {
    const why = mine.signal.aborted || ended ? "" : sentence(error);
    if (turn.dataset.asked) {
      if (!ended) { made.textContent = ""; turn.classList.add("stopped"); }
      if (why) tell(end, why);
    } else takeBack(turn, why, { said, asked, old });
  } finally {
    begun();
    turn.removeAttribute("aria-busy");
    if (asking === mine) stop.hidden = true;
    offer();
  }
}

// A turn that never began is nowhere: its words can be sent again.
function takeBack(turn, why, { said, asked, old }) {
  turn.remove();
  asked?.remove();
  if (old) old.hidden = false;
  if (why) tell(null, why);
  if (said && !text.value) { text.value = said; fit(); }
}

// What was asked at the top and room for its answer, which then moves nothing that is read.
function show(asked, turn) {
  const room = innerHeight - document.querySelector(".bottom").offsetHeight - (asked?.offsetHeight ?? 0) - 16;
  turns.style.minHeight = `${turn.offsetTop - turns.offsetTop + Math.max(room, 0)}px`;
  (asked ?? turn).scrollIntoView({ block: "start" });
}

// The last answer alone can be made again.
function offer() {
  const last = turns.lastElementChild;
  if (last?.getAttribute("aria-busy") && !last.dataset.asked) return; // it may be taken back
  for (const form of turns.querySelectorAll("form.again")) if (!last?.contains(form)) form.remove();
  if (!last?.matches(".stopped[data-asked]") || last.querySelector("form.again")) return;
  const again = document.getElementById("again").content.cloneNode(true);
  again.querySelector("form").action = `/chat/${held(say)}/again`;
  again.querySelector("[name=turn]").value = last.dataset.asked;
  last.querySelector(".end").append(again);
}

function begin(path, said) {
  const id = path.split("/").pop();
  hold(say, id);
  hold(give, id);
  chat.dataset.conversation = id;
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
  try {
    await ask(form.action, { method: "POST", body, headers: { accept: "application/json" } });
  } catch (error) {
    return tell(null, sentence(error));
  }
  wrong.hidden = true;
  const good = body.get("rating") === "good";
  const both = form.closest(".rate");
  const up = both.querySelector("button[aria-pressed]");
  up.setAttribute("aria-pressed", String(good));
  up.value = good ? "none" : "good";
  both.querySelector(".why").open = false;
  both.querySelector(".why").classList.toggle("given", body.get("rating") === "bad");
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
    let begun = () => {};
    if (!held(give)) { // its conversation may be on its way, or is made by this
      const before = coming;
      coming = new Promise((free) => { begun = free; });
      await before;
    }
    const body = new FormData();
    body.append("file", one);
    const id = held(give);
    if (id) body.append("conversation", id);
    try {
      const answer = await ask(give.action, { method: "POST", body, headers: { accept: "application/json" } });
      const said = await answer.json();
      begin(`/chat/${said.conversation}`, one.name);
      shown(said.file);
    } catch (error) {
      tell(null, sentence(error));
    } finally {
      begun();
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
