// Builds web/static from web/assets: the theme, the script and the icons, each under a name that carries the hash of
// its content and packed for the network beside it, and manifest.json, which maps plain names to those. The Go program
// embeds the folder.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import * as sass from "sass";

const assets = dirname(fileURLToPath(import.meta.url));
const root = join(assets, "../..");
const out = join(root, "web/static");
const manifest = {};

mkdirSync(out, { recursive: true });
for (const name of readdirSync(out)) {
  if (name !== ".gitkeep") rmSync(join(out, name), { recursive: true });
}

write("theme.css", theme());
for (const name of ["portal.js", "offline.js"]) {
  write(name, script(name, "esm"));
}
for (const name of readdirSync(join(assets, "icons"))) {
  write(name, readFileSync(join(assets, "icons", name)));
}
// The service worker comes last: it carries the names of all the others, so that it changes with each of them.
write("worker.js", script("worker.js", "iife", {
  RELEASE: createHash("sha256").update(JSON.stringify(manifest)).digest("hex").slice(0, 10),
  ASSETS: ["theme.css", "portal.js", "offline.js", "icon.svg"].map((name) => "/assets/" + manifest[name]),
}));
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 1) + "\n");

function theme() {
  const built = sass.compile(join(assets, "styles/theme.scss"), {
    loadPaths: [join(root, "node_modules")],
    style: "compressed",
    quietDeps: true,
  });
  return built.css;
}

// script bundles one of scripts/; known is what the build tells it.
function script(name, format, known = {}) {
  const built = buildSync({
    entryPoints: [join(assets, "scripts", name)],
    bundle: true,
    minify: true,
    format,
    target: "es2020",
    define: Object.fromEntries(Object.entries(known).map(([key, value]) => [key, JSON.stringify(value)])),
    write: false,
  });
  return built.outputFiles[0].contents;
}

// write stores content under its hashed name, packed beside it where that gains a tenth, and notes it in the manifest.
function write(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const ext = extname(name);
  const hashed = name.slice(0, -ext.length) + "." + hash + ext;
  manifest[name] = hashed;
  const plain = Buffer.from(content);
  writeFileSync(join(out, hashed), plain);
  const packed = { ".br": brotliCompressSync(plain), ".gz": gzipSync(plain, { level: 9 }) };
  if (packed[".gz"].length > plain.length * 0.9) return;
  for (const [ending, bytes] of Object.entries(packed)) writeFileSync(join(out, hashed + ending), bytes);
}
