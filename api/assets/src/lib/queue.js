// Keys of lists with rows: j and k go down and up, x selects, ? shows the help.
// Enter is the browser's own. The page turns them off with data-keys="off". Keys
// count by their place, so that they work while Greek is typed.
const rows = () => [...document.querySelectorAll(".app-queue tbody tr")];

document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input:not([type=checkbox]),textarea,select,dialog")) return;
  const list = rows();
  if (!list.length || document.querySelector('.app-queue[data-keys="off"]')) return;
  const at = list.findIndex((r) => r.contains(document.activeElement));
  const go = (i) => list[Math.max(0, Math.min(list.length - 1, i))].querySelector("a")?.focus();
  if (e.code === "KeyJ") go(at + 1);
  else if (e.code === "KeyK") go(at - 1);
  else if (e.code === "KeyX" && at >= 0) list[at].querySelector("input[type=checkbox]")?.click();
  else if (e.key === "?") {
    const help = document.querySelector(".app-keys");
    if (help) {
      help.open = true;
      help.querySelector("summary").focus();
    }
  }
});

// All of the page are selected, or none.
const bulk = document.querySelector(".app-bulk[data-all]");
if (bulk) {
  const b = document.createElement("button");
  b.type = "button";
  b.className = "app-plain app-linkish";
  b.textContent = bulk.dataset.all;
  b.addEventListener("click", () => {
    const ticks = [...document.querySelectorAll(".app-queue .app-check")], on = ticks.some((t) => !t.checked);
    for (const t of ticks) if (t.checked !== on) t.click();
  });
  bulk.querySelector(".app-bulk__count").after(b);
}

// How many are selected.
document.addEventListener("change", (e) => {
  const count = document.querySelector(".app-bulk__count");
  if (!count || !e.target.matches(".app-queue .app-check")) return;
  count.dataset.none ??= count.textContent;
  const n = document.querySelectorAll(".app-queue .app-check:checked").length;
  count.textContent = n ? `${n} ${count.dataset.count}` : count.dataset.none;
});

// Who comes back to the list stands at the row he left; older browsers do not
// open what is folded on phones only.
const row = location.hash.startsWith("#t-") && document.getElementById(location.hash.slice(1));
if (row) row.querySelector("a")?.focus();
if (matchMedia("(min-width:768px)").matches) document.querySelectorAll(".app-fold").forEach((d) => (d.open = true));
