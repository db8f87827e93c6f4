// The preview of a task: images are turned and enlarged. Without it an image is
// shown as it is.
for (const view of document.querySelectorAll("[data-viewer]")) {
  let turn = 0, zoom = 1;
  const show = () => { view.className = `app-view app-turn-${turn} app-zoom-${zoom}`; };
  const tools = document.createElement("div");
  tools.className = "app-view__tools";
  for (const [label, text, act] of [
    [view.dataset.smaller, "−", () => { zoom = Math.max(1, zoom - 1); }],
    [view.dataset.larger, "+", () => { zoom = Math.min(4, zoom + 1); }],
    [view.dataset.turn, "⟳", () => { turn = (turn + 1) % 4; }],
  ]) {
    const b = document.createElement("button");
    b.type = "button";
    b.className = "govgr-btn govgr-btn-secondary";
    b.setAttribute("aria-label", label);
    b.textContent = text;
    b.addEventListener("click", () => { act(); show(); });
    tools.append(b);
  }
  view.before(tools);
}
