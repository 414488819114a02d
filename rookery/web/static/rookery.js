// Makes pages quicker without being needed: keys, theme, new posts, and more results in place.

const $ = (selector, root = document) => root.querySelector(selector);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && event.target.closest(".cite")) event.target.blur(); // its words close
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing) {
    if (event.key === "Escape" && !event.defaultPrevented) event.target.blur();
    return;
  }
  if (event.key === "/") {
    const field = $("#q");
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  } else if (event.key === "j" || event.key === "k") {
    move(event.key === "j" ? 1 : -1);
  }
});

function move(step) {
  const posts = [...document.querySelectorAll(".post")];
  if (!posts.length) return;
  const at = posts.indexOf(document.activeElement?.closest(".post"));
  const next = posts[Math.min(Math.max(at + step, 0), posts.length - 1)];
  posts[at]?.classList.remove("at");
  next.classList.add("at");
  $(".time", next)?.focus({ preventScroll: true }); // the link, so that Enter opens the post
  next.scrollIntoView({ block: "nearest" });
}

for (const button of document.querySelectorAll(".themes button")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const root = document.documentElement;
    const wanted = button.value === "auto" ? "" : button.value;
    const life = wanted ? "max-age=31536000" : "max-age=0";
    document.cookie = `rookery_theme=${wanted}; path=/; ${life}; samesite=lax`;
    if (wanted) root.dataset.theme = wanted; else delete root.dataset.theme;
    for (const other of button.form.querySelectorAll("button")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
  });
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-more]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (link.dataset.busy) return;
  link.dataset.busy = "1";
  try {
    const answer = await fetch(link.href, { headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const held = new Set([...document.querySelectorAll("#results .post")].map((p) => p.dataset.id));
    const fresh = [...page.querySelectorAll("#results .hits > li")]
      .filter((item) => !held.has($(".post", item).dataset.id));
    $("#results .hits").append(...fresh);
    const next = $("a[data-more]", page);
    if (next) link.closest(".more").replaceWith(next.closest(".more"));
    else link.closest(".more").remove();
    fresh[0]?.querySelector(".post .time")?.focus({ preventScroll: true });
  } catch {
    location.href = link.href;
  }
});

for (const box of document.querySelectorAll("[data-live]")) {
  const link = $("a", box);
  let source = null;
  const tell = (event) => {
    const { new: count } = JSON.parse(event.data);
    link.hidden = !count;
    link.textContent = count === 1 ? box.dataset.one : box.dataset.many.replace("{n}", count.toLocaleString(document.documentElement.lang));
  };
  // A browser allows a server six connections: a tab that nobody sees must not hold one. What came
  // meanwhile is told when it opens again, as the address says from where to count.
  const follow = () => {
    if (source || document.hidden) return;
    source = new EventSource(box.dataset.live);
    source.addEventListener("new", tell);
  };
  const leave = () => { source?.close(); source = null; };
  document.addEventListener("visibilitychange", () => document.hidden ? leave() : follow());
  addEventListener("pagehide", leave);
  addEventListener("pageshow", follow); // also after Back, where the page is kept as it was
  follow();
}
