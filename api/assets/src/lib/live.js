// Parts of pages that follow what happens. An element with data-live="/events?…"
// gets the event "live" when something has changed, when the connection is back
// and when its tab is looked at again; htmx then reads the same page and takes
// the part out of it. A tab nobody looks at holds no connection: browsers have
// six for each server.
import htmx from "htmx.org/dist/htmx.esm.js";

const url = document.querySelector("[data-live]")?.dataset.live;
let source, wait = 3000, again, timer;

// reload asks for the part again, a moment later: changes come together. Not
// while somebody types in it.
function reload() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    for (const el of document.querySelectorAll("[data-live]")) {
      if (el.contains(document.activeElement) && document.activeElement.matches("input,textarea,select")) reload();
      else htmx.trigger(el, "live");
    }
  }, 300);
}

function open() {
  if (source || document.hidden) return;
  source = new EventSource(url);
  source.onopen = () => { wait = 3000; if (again) reload(); again = true; };
  source.addEventListener("case", reload);
  source.addEventListener("queue", reload);
  source.onerror = () => {
    if (source?.readyState !== EventSource.CLOSED) return; // the browser asks again
    shut();
    setTimeout(open, wait);
    wait = Math.min(2 * wait, 300000);
  };
}

function shut() {
  source?.close();
  source = undefined;
}

if (url) {
  document.addEventListener("visibilitychange", () => (document.hidden ? shut() : open()));
  addEventListener("pagehide", shut);
  addEventListener("pageshow", open);
  open();
}
