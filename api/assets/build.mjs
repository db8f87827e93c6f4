// Builds what browsers load into dist/: bundled, without unused rules, named by
// content, compressed. `make assets` runs it; nothing of the result is committed.
import { build } from "esbuild";
import { PurgeCSS } from "purgecss";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, "../..");
const dist = path.join(here, "dist");
const kept = [".keep"];
const files = {}; // logical name → name in dist

for (const f of fs.readdirSync(dist)) if (!kept.includes(f)) fs.rmSync(path.join(dist, f), { recursive: true });

// keep writes one file under a name that changes with its content.
function keep(name, content) {
  const { name: stem, ext } = path.parse(name);
  const sum = createHash("sha256").update(content).digest("hex").slice(0, 12);
  files[name] = `${stem}-${sum}${ext}`;
  fs.writeFileSync(path.join(dist, files[name]), content);
  if (ext !== ".woff2") fs.writeFileSync(path.join(dist, files[name] + ".gz"), gzipSync(content, { level: 9 }));
  return files[name];
}

// The faces of the font that Greek municipalities write in; the others of the
// package are four times as large.
function faces() {
  const dir = path.join(root, "node_modules/@fontsource-variable/roboto");
  const css = fs.readFileSync(path.join(dir, "wght.css"), "utf8");
  const wanted = /url\(\.\/files\/(roboto-(?:greek|latin|latin-ext)-wght-normal\.woff2)\)/;
  return css.match(/@font-face\s*{[^}]*}/g).filter((f) => wanted.test(f)).map((face) => {
    const file = face.match(wanted)[1];
    return face.replace(wanted, `url(./${keep(file, fs.readFileSync(path.join(dir, "files", file)))})`);
  }).join("\n");
}

// Styles: gov.gr's, then ours, less what no page and no script names. Classes
// that Go puts together are named whole in the Go files, or in the safelist.
async function styles() {
  const read = (p) => fs.readFileSync(path.join(root, "node_modules", p), "utf8");
  const foreign = await new PurgeCSS().purge({
    content: ["api/pages/*.html", "api/pages/*.go", "api/assets/src/**/*.js"].map((p) => path.join(root, p)),
    css: [{ raw: read("@digigov/css/dist/digigov.css") }, { raw: read("@digigov/theme-govgr/dist/index.css") }],
    safelist: { standard: ["html", "body"] },
    fontFace: true, keyframes: true,
  });
  const own = ["app.css", ...fs.readdirSync(path.join(here, "src/lib")).filter((f) => f.endsWith(".css")).sort().map((f) => "lib/" + f)]
    .map((f) => fs.readFileSync(path.join(here, "src", f), "utf8"));
  const all = [faces(), ...foreign.map((r) => r.css), ...own].join("\n");
  const out = await build({
    stdin: { contents: all, loader: "css", resolveDir: dist }, bundle: true, minify: true, write: false,
    external: ["*.woff2", "data:*"], legalComments: "none", logLevel: "warning", target: ["chrome100", "firefox100", "safari15"],
  });
  keep("app.css", out.outputFiles[0].contents);
}

// Scripts: every src/*.js is a page's entry; what they share stands in src/lib.
async function scripts() {
  for (const f of fs.readdirSync(path.join(here, "src")).filter((f) => f.endsWith(".js")).sort()) {
    const out = await build({
      entryPoints: [path.join(here, "src", f)], bundle: true, minify: true, write: false, format: "esm",
      legalComments: "none", logLevel: "warning", target: ["es2021"], nodePaths: [path.join(root, "node_modules")],
    });
    keep(f, out.outputFiles[0].contents);
  }
}

// What decodes images of scanners in PDFs: it is asked for by its own names, so
// its folder changes with what stands in it.
function decoders() {
  const from = path.join(root, "node_modules/pdfjs-dist/wasm");
  const all = ["jbig2_nowasm_fallback.js", "openjpeg_nowasm_fallback.js"].map((f) => [f, fs.readFileSync(path.join(from, f))]);
  const folder = `pdf-${createHash("sha256").update(Buffer.concat(all.map(([, content]) => content))).digest("hex").slice(0, 12)}`;
  fs.mkdirSync(path.join(dist, folder));
  for (const [f, content] of all) {
    files[`pdf/${f}`] = `${folder}/${f}`;
    fs.writeFileSync(path.join(dist, folder, f), content);
    fs.writeFileSync(path.join(dist, folder, f + ".gz"), gzipSync(content, { level: 9 }));
  }
}

await styles();
await scripts();
decoders();
keep("icon.svg", fs.readFileSync(path.join(here, "src/icon.svg")));
fs.writeFileSync(path.join(dist, "manifest.json"), JSON.stringify(files, null, 1) + "\n");
