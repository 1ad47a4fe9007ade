// The service worker: pages that were read before, and the list of services, work without a connection. The build puts
// RELEASE and ASSETS in.
//
// Nothing personal is ever kept. A page is kept only when the server says that anybody may have it (Cache-Control:
// public, which it says of pages drawn for nobody in particular and of no others), and what the worker asks for by
// itself it asks for without cookies. Each release keeps its own: pages of one never meet the styles of another.

const FIXED = `portal-${RELEASE}-fixed`; // styles, scripts, the offline pages, the lists of services
const PAGES = `portal-${RELEASE}-pages`; // what was read, the newest last

const MOST_PAGES = 60; // the oldest go first
const LARGEST = 256 * 1024; // bytes of one answer, unzipped: all pages take 15 MB at the very most, and 2 MB in practice
const PATIENCE = 3000; // milliseconds until a kept page is shown instead of a slow one
const FRESH = 24 * 60 * 60 * 1000; // milliseconds that a list of services stands before it is asked for again

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(quietly(caches.open(FIXED).then((fixed) => fixed.addAll(ASSETS))));
});

addEventListener("activate", (event) => event.waitUntil(quietly(takeOver())));

async function takeOver() {
  await clients.claim();
  await registration.navigationPreload?.enable();
  for (const name of await caches.keys()) {
    if (name !== FIXED && name !== PAGES) await caches.delete(name);
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(asset(event));
  else if (request.mode === "navigate") event.respondWith(page(event, url));
});

// asset comes from what is kept: its name changes with its content.
async function asset(event) {
  const kept = await find(FIXED, event.request.url);
  if (kept) return kept;
  const answer = await fetch(event.request);
  event.waitUntil(keep(FIXED, event.request.url, answer));
  return answer;
}

// page comes from the portal. A kept one stands in when the connection is missing or slow.
async function page(event, url) {
  const answer = load(event);
  event.waitUntil(quietly(answer.then((response) => keep(PAGES, event.request.url, response))));
  const kept = await find(PAGES, event.request.url);
  try {
    return await (kept ? Promise.race([answer, late()]) : answer);
  } catch {
    if (!kept) return offline(url.pathname.split("/")[1]);
    event.waitUntil(quietly(clients.get(event.resultingClientId).then((reader) => reader.postMessage("kept"))));
    return kept;
  }
}

// load uses what the browser has asked for while this worker was being started.
async function load(event) {
  return (await event.preloadResponse) || fetch(event.request);
}

const late = () => new Promise((_, fail) => setTimeout(fail, PATIENCE));

// offline is the page that says what works now, in the reader's language where that was kept.
async function offline(lang) {
  const any = async () => {
    const kept = await quietly(caches.open(FIXED).then((fixed) => fixed.keys()));
    const first = kept?.find((request) => request.url.endsWith("/offline"));
    return first && find(FIXED, first.url);
  };
  return (await find(FIXED, `/${lang}/offline`)) || (await any()) || Response.error();
}

// A page says what its reader needs to go on without a connection: the offline page and the list of services in that
// language, and the page itself when it was drawn for a signed-in person and so was not kept, or came before this worker.
addEventListener("message", (event) => event.waitUntil(quietly(prepare(event.data))));

async function prepare({ lang, list, page }) {
  const wanted = [[FIXED, `/${lang}/offline`, FRESH]];
  if (list) wanted.push([FIXED, list, FRESH]);
  if (page) wanted.push([PAGES, page, Infinity]);
  for (const [cache, path, age] of wanted) {
    const kept = await find(cache, path);
    if (kept && Date.now() - Date.parse(kept.headers.get("Date")) < age) continue;
    await keep(cache, path, await fetch(path, { credentials: "omit", cache: "no-cache", redirect: "error" }));
  }
}

// A notice says that something is new in somebody's messages, and no more: what, is read on the portal after signing in.
// One that comes twice has the same tag and is shown once.
addEventListener("push", (event) => {
  const { title, body, lang, path, tag } = event.data.json();
  event.waitUntil(registration.showNotification(title, { body, lang, tag, data: path, icon: ASSETS.at(-1) }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

async function open(path) {
  const there = (await clients.matchAll({ type: "window" })).find((window) => new URL(window.url).pathname === path);
  return there ? there.focus() : clients.openWindow(path);
}

// keep stores an answer that anybody may have, and forgets one that is gone.
async function keep(name, url, answer) {
  const open = answer.status === 200 && answer.type === "basic" && !answer.redirected &&
    /\bpublic\b/.test(answer.headers.get("Cache-Control"));
  if (!open && answer.status !== 404 && answer.status !== 410) return;
  const copy = open && answer.clone();
  await quietly((async () => {
    const cache = await caches.open(name);
    await cache.delete(url, { ignoreVary: true });
    if (!copy) return;
    const body = await copy.blob();
    if (body.size > LARGEST) return;
    await cache.put(url, new Response(body, { headers: copy.headers }));
    if (name === PAGES) await trim(cache);
  })());
}

async function trim(cache) {
  for (const request of (await cache.keys()).slice(0, -MOST_PAGES)) await cache.delete(request, { ignoreVary: true });
}

const find = (name, url) => quietly(caches.open(name).then((cache) => cache.match(url, { ignoreVary: true })));

// quietly lets everything go on where nothing can be kept: the storage is full, or the browser forbids it.
async function quietly(doing) {
  try {
    return await doing;
  } catch {
    return undefined;
  }
}
