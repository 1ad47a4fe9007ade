// Builds web/static from web/assets: the theme, the script and the icons, each under a name that carries the hash of
// its content and packed for the network beside it, and manifest.json, which maps plain names to those. The Go program
// embeds the folder.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
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

write("theme.css", styles("theme"));
write("map.css", styles("map"));
for (const name of ["portal.js", "offline.js"]) {
  write(name, script(name, "esm", { MAP_STYLE: "/assets/" + manifest["map.css"] }));
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

function styles(name) {
  const built = sass.compile(join(assets, "styles", name + ".scss"), {
    loadPaths: [join(root, "node_modules")],
    style: "compressed",
    quietDeps: true,
  });
  return built.css;
}

// script bundles one of scripts/; known is what the build tells it. What a module imports later becomes a file of its
// own, which esbuild names by its content, because the module has to know that name.
function script(name, format, known = {}) {
  const built = buildSync({
    entryPoints: [join(assets, "scripts", name)],
    bundle: true,
    splitting: format === "esm",
    minify: true,
    format,
    target: "es2020",
    outdir: out,
    chunkNames: "[name].[hash]",
    define: Object.fromEntries(Object.entries(known).map(([key, value]) => [key, JSON.stringify(value)])),
    write: false,
  });
  const files = Object.fromEntries(built.outputFiles.map(({ path, contents }) => [basename(path), contents]));
  for (const [chunk, content] of Object.entries(files)) {
    if (chunk !== name) keep(chunk.replace(/\.[^.]+/, ""), chunk, content);
  }
  return files[name];
}

// write keeps content under its hashed name.
function write(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const ext = extname(name);
  keep(name, name.slice(0, -ext.length) + "." + hash + ext, content);
}

// keep stores content, packed beside it where that gains a tenth, and notes it in the manifest.
function keep(name, hashed, content) {
  manifest[name] = hashed;
  const plain = Buffer.from(content);
  writeFileSync(join(out, hashed), plain);
  const packed = { ".br": brotliCompressSync(plain), ".gz": gzipSync(plain, { level: 9 }) };
  if (packed[".gz"].length > plain.length * 0.9) return;
  for (const [ending, bytes] of Object.entries(packed)) writeFileSync(join(out, hashed + ending), bytes);
}
