// The offline page: what of the portal is on this device, and the search over the list of services that is kept here.

const lang = location.pathname.split("/")[1];
const [part, results, list, kept] = ["search", "results", "found", "kept-pages"].map((id) => document.getElementById(id));
const form = part.querySelector("form");

// One letter for those that people confuse, in both scripts: enough to find a title by how it begins. The list and
// what is typed go through the same rules.
const LETTERS = Object.fromEntries(
  ("а=a б=b в=v г=g ғ=g д=d е=e ё=e э=e ж=j з=z и=i й=y ы=i к=k қ=k л=l м=m н=n о=o ў=o п=p р=r с=s т=t у=u ф=f " +
    "х=h ҳ=h ц=s ч=ch ш=sh щ=sh ъ= ь= ю=yu я=ya q=k x=h w=v").split(" ").map((pair) => pair.split("=")),
);
const fold = (text) => text.toLowerCase().replace(/[ʻʼ'’‘`´]/g, "").replace(/\p{L}/gu, (c) => LETTERS[c] ?? c)
  .replace(/ye|yo/g, "e").replace(/ts/g, "s");
const words = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

const MOST = 20; // services shown

show();

async function show() {
  const names = await caches.keys();
  const open = (end) => caches.open(names.find((name) => name.endsWith(end)));
  const [pages, fixed] = [await open("-pages"), await open("-fixed")];
  await showKept(pages);
  const answer = await fixed.match(`/${lang}/services/index.json`, { ignoreVary: true });
  if (answer) offerSearch(pages, await answer.json());
}

// showKept lists the pages of this language that were read, the newest first, but for this one.
async function showKept(pages) {
  const read = (path) => path.startsWith(`/${lang}/`) && path !== location.pathname;
  const here = (await pages.keys()).map((request) => new URL(request.url).pathname).filter(read);
  for (const path of here.reverse()) {
    const text = await (await pages.match(path, { ignoreVary: true })).text();
    const { title } = new DOMParser().parseFromString(text, "text/html");
    kept.append(line(path, title.split(" · ")[0]));
  }
  kept.hidden = here.length === 0;
  document.getElementById("kept-none").hidden = here.length > 0;
}

function offerSearch(pages, services) {
  const known = services.map(([code, title, keywords]) => ({ code, title, titled: words(title), said: words(keywords) }));
  document.getElementById("no-list").hidden = true;
  part.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search(pages, known, form.q.value);
  });
  form.q.value = new URLSearchParams(location.search).get("q") || "";
  if (form.q.value) search(pages, known, form.q.value);
}

// search finds the services in which every word that was typed begins a word, those with all of them in the title first.
async function search(pages, known, typed) {
  const wanted = words(typed);
  const begins = (said) => wanted.filter((word) => said.some((other) => other.startsWith(word))).length;
  const found = known
    .map((service) => ({ ...service, rank: begins(service.titled) }))
    .filter((service) => wanted.length > 0 && begins([...service.titled, ...service.said]) === wanted.length)
    .sort((a, b) => b.rank - a.rank || a.title.length - b.title.length)
    .slice(0, MOST);
  const lines = found.map(async ({ code, title }) => {
    const path = `/${lang}/services/${code}`;
    return line(path, title, (await pages.match(path, { ignoreVary: true })) ? results.dataset.kept : results.dataset.notKept);
  });
  list.replaceChildren(...(await Promise.all(lines)));
  results.hidden = false;
  document.getElementById("found-none").hidden = found.length > 0;
}

function line(path, title, note) {
  const item = document.createElement("li");
  const text = document.createElement("div");
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = path;
  link.textContent = title;
  text.append(link);
  if (note) {
    const small = document.createElement("p");
    small.className = "app-small app-muted";
    small.textContent = note;
    text.append(small);
  }
  item.append(text);
  return item;
}
