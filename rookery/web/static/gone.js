// Strikes what rests on a post as soon as that is gone, wherever this page quotes it.

const box = document.querySelector("[data-gone]");
let source = null;
let watched = "";

function cites(element) {
  return element.dataset.cites ? JSON.parse(element.dataset.cites) : [element.dataset.id];
}

function follow() {
  if (document.hidden) return leave();
  const said = document.querySelectorAll("[data-cites], .said[data-id]");
  const ids = [...new Set([...said].flatMap(cites))].filter((id) => !id.startsWith("file:"));
  const wanted = ids.sort().slice(-200).map((id) => `id=${encodeURIComponent(id)}`).join("&");
  if (wanted === watched && source) return;
  leave();
  watched = wanted;
  if (!wanted) return;
  source = new EventSource(`${box.dataset.gone}&${wanted}`);
  source.addEventListener("gone", (event) => strike(new Set(JSON.parse(event.data))));
}

function leave() {
  source?.close();
  source = null;
}

function strike(gone) {
  for (const said of document.querySelectorAll("[data-cites], .said[data-id]")) {
    const all = cites(said);
    const left = all.filter((id) => !gone.has(id));
    if (left.length === all.length) continue;
    if (said.classList.contains("quote") || said.dataset.id || !left.length) {
      const told = document.createElement("p");
      told.className = "gone";
      told.textContent = box.dataset.struck;
      said.replaceChildren(told);
      said.className = "said struck";
      delete said.dataset.id;
    }
    said.dataset.cites = JSON.stringify(left);
  }
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
