// What pages have when there is JavaScript. Everything works without it.
import "./lib/htmx.js";
import "./lib/live.js";
import "./lib/errors.js";
import "./lib/queue.js";
