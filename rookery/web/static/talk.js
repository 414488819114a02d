// The reply as the model writes it; without this the form brings it whole.

import { ask, brokenOff, sentence } from "./asking.js";
import { events } from "./events.js";

const form = document.querySelector("form.talk");
const reply = document.querySelector(".reply");
const made = document.querySelector(".made");
let asking = null;

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  asking?.abort(); // the server stops writing
  asking = new AbortController();
  reply.textContent = "";
  reply.hidden = false;
  reply.classList.remove("wrong");
  made.hidden = true;
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await ask(form.action, {
      method: "POST", body: new URLSearchParams(new FormData(form)), signal: asking.signal,
      headers: { accept: "text/event-stream, application/json;q=0.5" },
    });
    let ended = false;
    for await (const [kind, value] of events(answer.body)) {
      if (kind === "piece") reply.textContent += value;
      else if (kind === "wrong") { wrong(value); ended = true; }
      else if (kind === "end") { made.hidden = false; ended = true; }
    }
    if (!ended) throw brokenOff();
  } catch (error) {
    if (error.name !== "AbortError") wrong(sentence(error));
    else return;
  } finally {
    form.removeAttribute("aria-busy");
  }
});

function wrong(sentence) {
  reply.textContent = sentence;
  reply.classList.add("wrong");
}
