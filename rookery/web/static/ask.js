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

for (const box of document.querySelectorAll(".answer[data-ask]")) {
  rest(box);
  bring(box, box.dataset.ask);
}

// A box of one height moves nothing below it; what stands under its edge is told, also where that
// says otherwise, and one click away: then the box grows, because somebody asked for it.
function rest(box) {
  const [told, end] = [box.querySelector(".rest"), box.querySelector(".end")];
  const bottom = (one) => one.getBoundingClientRect().bottom;
  const look = () => {
    told.hidden = box.matches(".grown") || bottom(end) < bottom(box) + 2;
    const edge = bottom(box) - told.offsetHeight;
    const others = [...box.querySelectorAll(".said.otherwise")];
    told.querySelector(".badge").hidden = !others.some((one) => bottom(one) > edge);
  };
  told.querySelector("button").addEventListener("click", () => {
    box.classList.add("grown");
    look();
  });
  box.addEventListener("scroll", look, { passive: true });
  new MutationObserver(look).observe(box, { childList: true, subtree: true, characterData: true });
  new ResizeObserver(look).observe(box);
}

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
