// What pages have when there is JavaScript. Everything works without it.
import "./lib/htmx.js";
import "htmx-ext-sse/dist/sse.esm.js";
import "./lib/errors.js";
import "./lib/queue.js";
