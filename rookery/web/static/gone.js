// Takes away what rests on a post as soon as that is gone, wherever this page quotes it.

const MOST = 200; // posts that the server watches for one page
const SHOWN = "[data-cites], .said[data-id], .cite[data-id], .near li[data-id]";
const box = document.querySelector("[data-gone]");
let source = null;
let watched = "";

function cites(element) {
  return element.dataset.cites ? JSON.parse(element.dataset.cites) : [element.dataset.id];
}

// The last of the page, and of a conversation also what it rests on by the server's own word.
function follow() {
  if (document.hidden) return leave();
  const shown = [...document.querySelectorAll(SHOWN)].reverse(); // the last stand lowest
  const ids = [...new Set(shown.flatMap(cites))].filter((id) => !id.startsWith("file:"));
  const wanted = new URLSearchParams(ids.slice(0, MOST).map((id) => ["id", id]));
  const conversation = document.querySelector(".chat")?.dataset.conversation;
  if (conversation) wanted.set("conversation", conversation);
  if (String(wanted) === watched && source) return;
  leave();
  watched = String(wanted);
  if (!watched) return;
  source = new EventSource(`${box.dataset.gone}&${watched}`);
  source.addEventListener("gone", (event) => strike(new Set(JSON.parse(event.data))));
}

function leave() {
  source?.close();
  source = null;
}

function strike(gone) {
  for (const shown of document.querySelectorAll(SHOWN)) {
    const all = cites(shown);
    const left = all.filter((id) => !gone.has(id));
    if (left.length === all.length) continue;
    if (shown.matches(".cite")) shown.remove(); // its words stand in it
    else if (shown.matches(".near li")) remove(shown);
    else lose(shown, left);
  }
}

function lose(said, left) {
  const counted = said.querySelector("a.counted"); // a figure still rests on its search
  if (said.classList.contains("quote") || said.dataset.id || (!left.length && !counted)) {
    const told = document.createElement("p");
    told.className = "gone";
    told.textContent = box.dataset.struck;
    said.replaceChildren(told);
    said.className = "said struck";
    delete said.dataset.id;
  }
  said.dataset.cites = JSON.stringify(left);
}

function remove(item) {
  const list = item.parentElement;
  item.remove();
  if (list.children.length) return;
  if (list.previousElementSibling?.matches(".nearest")) list.previousElementSibling.remove();
  list.remove();
}

if (box) {
  // a browser allows a server six connections: a tab that nobody sees must not hold one
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", follow);
  let soon = 0;
  new MutationObserver(() => { clearTimeout(soon); soon = setTimeout(follow, 150); })
    .observe(document.querySelector("main"), { childList: true, subtree: true });
  follow();
}
