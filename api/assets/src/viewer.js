// The preview of a task: a paper is turned, enlarged and leafed through, by
// buttons and, while it has the focus, by keys. Without it an image is shown as
// it is, and a PDF opens by its link. What reads PDFs is loaded for a PDF only.
const zooms = [1, 1.5, 2, 3];

// image is the paper that is an image: it stands in the page already.
function image(view) {
  const img = view.querySelector("img");
  return {
    pages: 1,
    async draw({ turn, zoom }) {
      img.style.maxWidth = zoom > 1 ? "none" : "";
      img.style.width = zoom > 1 ? `${zoom * 100}%` : "";
      img.style.margin = "";
      img.style.transform = turn ? `rotate(${turn * 90}deg)` : "";
      if (!img.complete) await img.decode().catch(() => {});
      const lies = (img.offsetWidth - img.offsetHeight) / 2; // what lies takes the room of what stands
      if (turn % 2) img.style.margin = `${lies}px ${-lies}px`;
    },
  };
}

async function start(view) {
  const words = view.dataset, tools = document.createElement("div"), where = document.createElement("span");
  const now = { turn: 0, zoom: 0, page: 1 };
  let paper;
  tools.className = "app-view__tools";
  where.setAttribute("role", "status");
  view.before(tools);
  try {
    paper = words.viewer === "pdf" ? await (await import(words.reader)).open(view) : image(view);
  } catch (e) {
    where.textContent = words.failed;
    tools.append(where);
    return;
  }
  const act = {
    before: () => { now.page = Math.max(1, now.page - 1); },
    after: () => { now.page = Math.min(paper.pages, now.page + 1); },
    smaller: () => { now.zoom = Math.max(0, now.zoom - 1); },
    larger: () => { now.zoom = Math.min(zooms.length - 1, now.zoom + 1); },
    turn: () => { now.turn = (now.turn + 1) % 4; },
  };
  const buttons = {};
  const show = async (what) => {
    const page = now.page;
    act[what]?.();
    if (now.page !== page) view.scrollTop = 0;
    where.textContent = paper.pages > 1 ? words.page.replace("{page}", now.page).replace("{pages}", paper.pages) : "";
    for (const [name, off] of [["before", now.page === 1], ["after", now.page === paper.pages], ["smaller", !now.zoom], ["larger", now.zoom === zooms.length - 1]])
      buttons[name]?.setAttribute("aria-disabled", off);
    try {
      await paper.draw({ turn: now.turn, zoom: zooms[now.zoom], page: now.page });
    } catch (e) {
      where.textContent = words.failed;
    }
  };
  const names = paper.pages > 1 ? ["before", "after"] : [];
  for (const name of [...names, "smaller", "larger", "turn"]) {
    const b = (buttons[name] = document.createElement("button"));
    b.type = "button";
    b.className = "govgr-btn govgr-btn-secondary";
    b.setAttribute("aria-label", words[name]);
    b.title = words[name];
    b.textContent = { before: "‹", after: "›", smaller: "−", larger: "+", turn: "⟳" }[name];
    b.addEventListener("click", () => show(name));
    tools.append(b);
    if (name === "after") tools.append(where);
  }
  const keys = { PageUp: "before", PageDown: "after", "-": "smaller", "+": "larger", "=": "larger", r: "turn", ρ: "turn" };
  view.addEventListener("keydown", (e) => {
    const name = keys[e.key];
    if (e.ctrlKey || e.metaKey || e.altKey || !name || (name in buttons) === false) return;
    e.preventDefault();
    show(name);
  });
  let width = view.clientWidth;
  addEventListener("resize", () => { if (view.clientWidth !== width) { width = view.clientWidth; show(); } });
  show();
}

// What is folded is read when it is opened.
for (const view of document.querySelectorAll("[data-viewer]")) {
  const fold = view.closest("details");
  if (fold && !fold.open) fold.addEventListener("toggle", () => start(view), { once: true });
  else start(view);
}
