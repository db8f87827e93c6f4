// Reads PDFs for the preview: one page at a time on a canvas, with its text
// above it for who selects, searches or listens. Styles are set one by one,
// never as text, so the policy of the pages holds; images of scanners are
// decoded by scripts, since WebAssembly would need a weaker policy.
import { getDocument, GlobalWorkerOptions, TextLayer } from "pdfjs-dist/legacy/build/pdf.mjs";

const most = 16e6; // pixels of a canvas, for small machines

// open fetches the PDF of a view and says how many pages it has.
export async function open(view) {
  const { src, worker, decoders } = view.dataset;
  GlobalWorkerOptions.workerSrc = worker;
  const doc = await getDocument({ url: src, useWasm: false, wasmUrl: new URL(".", new URL(decoders, location.href)).href, verbosity: 0 }).promise;
  const [sheet, canvas, text] = ["div", "canvas", "div"].map((kind) => document.createElement(kind));
  sheet.className = "app-sheet";
  text.className = "app-sheet__text";
  canvas.setAttribute("role", "img");
  let newest = 0, drawing, reading;

  async function draw({ page, turn, zoom }) {
    const mine = ++newest;
    drawing?.cancel();
    reading?.cancel();
    const p = await doc.getPage(page);
    if (mine !== newest) return;
    const rotation = (p.rotate + turn * 90) % 360;
    const plain = p.getViewport({ scale: 1, rotation });
    const viewport = p.getViewport({ scale: (view.clientWidth / plain.width) * zoom, rotation });
    const dense = Math.min(devicePixelRatio || 1, Math.sqrt(most / (viewport.width * viewport.height)));
    canvas.width = Math.floor(viewport.width * dense);
    canvas.height = Math.floor(viewport.height * dense);
    for (const el of [sheet, canvas]) {
      el.style.width = `${viewport.width}px`;
      el.style.height = `${viewport.height}px`;
    }
    canvas.setAttribute("aria-label", view.dataset.page.replace("{page}", page).replace("{pages}", doc.numPages));
    text.replaceChildren();
    text.style.setProperty("--total-scale-factor", viewport.scale);
    if (!sheet.isConnected) view.replaceChildren(sheet);
    drawing = p.render({ canvas, viewport, transform: [dense, 0, 0, dense, 0, 0] });
    reading = new TextLayer({ textContentSource: p.streamTextContent(), container: text, viewport });
    try {
      await Promise.all([drawing.promise, reading.render()]);
      view.dataset.drawn = page;
    } catch (e) {
      if (mine === newest) throw e; // else it was called off
    }
  }
  sheet.append(canvas, text);
  return { pages: doc.numPages, draw };
}
