// Every page works without this file. It only saves people a slip: the focus goes to what is wrong, a second press
// of "send" does nothing, and officials can act from the keyboard.

// Older browsers take autofocus from fields only.
document.querySelector(".govuk-error-summary")?.focus();

// Without a connection what was typed stays in the page, nowhere else on the device, and goes when the connection is back.
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  const note = document.getElementById(form.dataset.waits);
  if (!note || navigator.onLine) return;
  event.preventDefault();
  note.hidden = false;
  if (form.dataset.waiting) return;
  form.dataset.waiting = "1";
  addEventListener("online", () => {
    delete form.dataset.waiting;
    note.hidden = true;
    form.requestSubmit(submitter);
  }, { once: true });
});

// Personal numbers don't leave the device. The check is fetched when somebody turns to the text; without it, and before it
// has come, the server stops them.
let personal;
document.addEventListener("focusin", async ({ target }) => {
  if (personal || !target.matches("[data-pinfl]")) return;
  personal = await import("./personal.js").catch(() => null);
});
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !personal || event.submitter?.hasAttribute("formaction")) return;
  const field = event.target.querySelector("[data-pinfl]");
  if (field && !personal.complain(field)) event.preventDefault();
});

// The server takes a form once by its token anyway; this spares the wait for the same answer.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
});

// A page that comes back from the browser's memory may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// data-key="j" on a link, button or field: Alt with that key presses or focuses it, in any layout of the keyboard, unless somebody is typing.
// A letter alone presses nothing: whoever speaks to the computer says letters.
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const key = event.code === "Slash" ? "/" : event.code.replace(/^Key/, "").toLowerCase();
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("a, button")) target.click();
  else target.focus();
});

// A phone knows where it is: the point is written into the form for the person to look at, and goes nowhere else.
for (const part of document.querySelectorAll("[data-locate]")) {
  if (!navigator.geolocation) break;
  const [button, status] = [part.querySelector("button"), part.querySelector("[role=status]")];
  const write = (axis, degrees) => {
    const field = document.getElementById(`${part.dataset.locate}-${axis}`);
    field.value = degrees.toFixed(5);
    field.dispatchEvent(new Event("change"));
  };
  part.hidden = false;
  button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      write("lat", coords.latitude);
      write("lon", coords.longitude);
      status.textContent = status.dataset.found;
    },
    () => { status.textContent = status.dataset.failed; },
    { enableHighAccuracy: true, timeout: 20000 },
  ));
}

// A map is fetched, styles and all, only when somebody opens it.
for (const part of document.querySelectorAll("[data-map]")) {
  const [button, status, body] = [part.querySelector("button"), part.querySelector("[role=status]"), document.getElementById(`${part.dataset.map}-map`)];
  part.hidden = false;
  let opened;
  const show = (shown) => {
    body.hidden = !shown;
    button.setAttribute("aria-expanded", shown);
  };
  button.addEventListener("click", async () => {
    status.textContent = "";
    show(body.hidden);
    if (body.hidden || opened) return;
    try {
      opened = import("./map.js").then(({ open }) => open(part));
      await opened;
    } catch {
      opened = null; // the network failed: the fields work alone, and the next press tries again
      show(false);
      status.textContent = part.dataset.failed;
    }
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// What a field suggests is fetched, script and all, only when somebody turns to it: pages need none of it.
async function offer(field) {
  const from = field?.dataset.suggest;
  if (!from) return;
  delete field.dataset.suggest;
  try {
    const { suggest } = await import("./suggest.js");
    suggest(field, from);
  } catch {
    field.dataset.suggest = from; // the network failed: the form works alone, and the next focus tries again
  }
}

document.addEventListener("focusin", (event) => offer(event.target));
offer(document.activeElement);

const ending = document.getElementById("ending");
if (ending) import("./ending.js").then(({ warn }) => warn(ending), () => {});

const key = document.querySelector("[data-passkey]");
if (key) import("./passkey.js").then(({ passkey }) => passkey(key), () => {});

// Without a connection: the worker keeps what was read. It is started and told once this page is loaded and quiet, so that it never
// competes with what the reader waits for; whoever saves data gets no list of services in advance.
const worker = navigator.serviceWorker;
if (worker) {
  const asking = document.querySelector("[data-push]");
  if (asking && "PushManager" in window && "Notification" in window) import("./push.js").then(({ allow }) => allow(asking), () => {});
  const quiet = window.requestIdleCallback || ((then) => setTimeout(then, 2000));
  addEventListener("load", () => quiet(() => {
    worker.register("/sw.js").catch(() => {}); // some browsers forbid it; the portal works without
  }));
  const tell = () => quiet(() => {
    const lang = location.pathname.split("/")[1];
    const saving = navigator.connection?.saveData;
    worker.controller?.postMessage({
      lang,
      list: saving ? null : `/${lang}/services/index.json`,
      page: !saving && document.body.hasAttribute("data-open") ? location.pathname : null,
    });
  });
  tell();
  worker.addEventListener("controllerchange", tell);
  worker.addEventListener("message", () => {
    document.getElementById("kept").hidden = false;
  });
}
