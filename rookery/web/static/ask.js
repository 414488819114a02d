// An answer as it is made, on its own page and above results; without this it comes whole.

import { ask, brokenOff, sentence } from "./asking.js";
import { events } from "./events.js";

const form = document.querySelector("form.ask");
let asking = null;

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  history.replaceState(null, "", address); // so that it can be shared, and comes back with Back
  bring(document.querySelector(".answer"), address);
});

for (const box of document.querySelectorAll(".answer[data-ask]")) bring(box, box.dataset.ask);

async function bring(box, address) {
  asking?.abort(); // the server stops making it
  asking = new AbortController();
  const said = box.querySelector(".sentences");
  const end = box.querySelector(".end");
  said.replaceChildren();
  end.replaceChildren();
  const made = box.querySelector(".made"); // stands above, so that who wrote is seen first
  made.textContent = made.dataset.busy;
  box.hidden = false;
  box.setAttribute("aria-busy", "true");
  let ended = false;
  try {
    const answer = await ask(address, { signal: asking.signal, headers: { accept: "text/event-stream" } });
    for await (const [kind, value] of events(answer.body)) {
      if (kind === "said") said.insertAdjacentHTML("beforeend", value); // made and escaped by us
      else if (kind === "waiting") made.textContent = value;
      else if (kind === "made") made.innerHTML = value;
      else if (kind === "end") { end.innerHTML = value; ended = true; }
      else if (kind === "wrong") { wrong(end, value); ended = true; }
    }
    if (!ended) throw brokenOff();
  } catch (error) {
    if (error.name !== "AbortError") wrong(end, sentence(error));
  } finally {
    box.removeAttribute("aria-busy");
    if (!said.children.length) made.textContent = "";
  }
}

function wrong(end, sentence) {
  const told = document.createElement("p");
  told.className = "wrong";
  told.textContent = sentence;
  end.replaceChildren(told);
}
