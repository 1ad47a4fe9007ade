// Reads a list of parts (CycloneDX, of "make sbom") and what npm brings, and fails for a part whose licence would bind the
// portal: one that is not named here, or one that nobody could find. node .ci/licences.mjs SBOM PACKAGE-LOCK
import { readFileSync } from "node:fs";

// Licences that let a state use, change and pass on the program, with their texts kept.
const allowed = new Set(["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-2-Clause-Views", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "PostgreSQL", "Unlicense", "Zlib",
  "BSD-Source-Code", // how the licence of Go's own modules is named by the program that finds it; it is BSD-3-Clause
]);
// Changed files have to be published, ours need not: no file of theirs is changed.
const asLibrary = new Set(["MPL-2.0"]);
// Parts whose licence a machine does not find, each read by a person.
const read = {
  std: "the standard library of Go, BSD-3-Clause: https://go.dev/LICENSE",
  "github.com/xi2/xz": "in the public domain, says its README; only the development database unpacks with it",
};

// What of npm builds and checks, and is not shipped. Every other package is, with those that it needs.
const tools = new Set(["@guidepup/virtual-screen-reader", "axe-core", "esbuild", "html-validate", "sass"]);

const [sbom, lock] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));
const shipped = new Map();
const ship = (name) => {
  const part = lock.packages[`node_modules/${name}`];
  if (shipped.has(name) || !part) return;
  shipped.set(name, { name, version: part.version, licenses: part.license ? [{ expression: part.license }] : [] });
  Object.keys(part.dependencies ?? {}).forEach(ship);
};
Object.keys({ ...lock.packages[""].dependencies, ...lock.packages[""].devDependencies }).filter((name) => !tools.has(name)).forEach(ship);
const parts = [...(sbom.components ?? []), ...shipped.values()];
const licences = (part) => [...(part.licenses ?? []), ...(part.evidence?.licenses ?? [])].map((l) => l.license?.id ?? l.license?.name ?? l.expression);
const wrong = [];
const count = {};
for (const part of parts) {
  const found = [...new Set(licences(part))];
  // Where a text looks like several licences, each of them is a guess: one that is allowed suffices only if all are known.
  const good = found.length > 0 && found.every((id) => allowed.has(id) || asLibrary.has(id));
  if (!good && !(part.name in read)) wrong.push(`${part.name} ${part.version}: ${found.join(", ") || "no licence found"}`);
  for (const id of found) count[id] = (count[id] ?? 0) + 1;
}
if (shipped.size < 3) wrong.push(`only ${shipped.size} parts of npm`);
if (parts.length < 20) wrong.push(`only ${parts.length} parts: this is not the list of the portal`);
for (const name of Object.keys(read)) if (!parts.some((part) => part.name === name)) wrong.push(`${name} is not used any more: take it off the list in .ci/licences.mjs`);
if (wrong.length > 0) {
  console.error(`Licences that nobody has allowed (.ci/licences.mjs):\n  ${wrong.join("\n  ")}`);
  process.exit(1);
}
console.log(`${parts.length} parts: ${Object.entries(count).sort((a, b) => b[1] - a[1]).map(([id, n]) => `${id} ${n}`).join(", ")}`);
