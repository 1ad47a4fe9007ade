// Every page works without this file. It only saves people a slip: the focus goes to what is wrong, a second press
// of "send" does nothing, and officials can act from the keyboard.

const summary = document.querySelector(".govuk-error-summary");
if (summary) {
  summary.tabIndex = -1;
  summary.focus();
}

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

// data-key="j" on a link, button or field: the key presses or focuses it, unless somebody is typing.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("a, button")) target.click();
  else target.focus();
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// While somebody types in the search, titles of services are offered by the browser's own list.
const titles = document.querySelector("datalist[data-from]");
const field = titles && document.querySelector(`input[list="${titles.id}"]`);
if (field) {
  let wait;
  field.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(suggest, 150);
  });
}

async function suggest() {
  const typed = field.value.trim();
  if (typed.length < 3) return;
  try {
    const answer = await fetch(titles.dataset.from + encodeURIComponent(typed));
    if (!answer.ok || field.value.trim() !== typed) return;
    titles.replaceChildren(...(await answer.json()).map((title) => new Option(title)));
  } catch {
    // The search itself works without suggestions.
  }
}

// Without a connection: the worker keeps what was read. It is told once this page is quiet, so that it never competes
// with what the reader waits for; whoever saves data gets no list of services in advance.
const worker = navigator.serviceWorker;
if (worker) {
  worker.register("/sw.js").catch(() => {}); // some browsers forbid it; the portal works without
  const quiet = window.requestIdleCallback || ((then) => setTimeout(then, 2000));
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
