// Keys of lists with rows: j and k go down and up, x selects. Enter is the
// browser's own. The page turns them off with data-keys="off".
const rows = () => [...document.querySelectorAll(".app-queue tbody tr")];

document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input:not([type=checkbox]),textarea,select,dialog")) return;
  const list = rows();
  if (!list.length || document.querySelector('.app-queue[data-keys="off"]')) return;
  const at = list.findIndex((r) => r.contains(document.activeElement));
  const go = (i) => list[Math.max(0, Math.min(list.length - 1, i))].querySelector("a")?.focus();
  if (e.key === "j") go(at + 1);
  else if (e.key === "k") go(at - 1);
  else if (e.key === "x" && at >= 0) list[at].querySelector("input[type=checkbox]")?.click();
});
