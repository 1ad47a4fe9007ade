// Suggests while somebody types. The field says where to ask (data-suggest); the answer is ready in the language of the
// page: {"said": "…", "options": [{"title", "hint", "href"}]}. An option is a link and leads straight to its page; Enter
// without a choice sends the form, which also works without this file.
import Combobox from "@github/combobox-nav";

const pause = 150; // milliseconds without a key before we ask
const shortest = 2; // letters that are asked about

export function suggest(field, from) {
  const list = element("div", { role: "listbox", id: `${field.id}-options`, "aria-label": field.labels[0].textContent, class: "app-options" });
  const status = element("div", { role: "status", class: "govuk-visually-hidden" });
  list.hidden = true;
  field.parentElement.append(list, status);
  const combobox = new Combobox(field, list, { tabInsertsSuggestions: false });
  let wait;
  let asked = new AbortController();

  // What is asked later silences what was asked before, so that answers never come out of order.
  function silence() {
    clearTimeout(wait);
    asked.abort();
    asked = new AbortController();
  }

  function close() {
    silence();
    combobox.stop();
    list.hidden = true;
  }

  function open() {
    list.hidden = false;
    combobox.start();
  }

  async function ask() {
    const typed = field.value.trim();
    if (typed.length < shortest) return close();
    const { signal } = asked;
    try {
      const answer = await fetch(from + encodeURIComponent(typed), { signal });
      show(answer.ok ? await answer.json() : { said: "", options: [] });
    } catch {
      if (!signal.aborted) close();
    }
  }

  function show({ said, options }) {
    list.replaceChildren(...options.map((o, i) => option(o, `${list.id}-${i}`)));
    status.textContent = said;
    if (options.length > 0) open();
    else close();
  }

  field.addEventListener("input", () => {
    silence();
    wait = setTimeout(ask, pause);
  });
  field.addEventListener("blur", close);
  field.form.addEventListener("submit", close);
  list.addEventListener("click", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "ArrowDown" && list.hidden && list.firstChild) open();
    else return;
    event.preventDefault();
  });

  if (document.activeElement === field && field.value !== field.defaultValue) ask(); // typed while this file was on its way
}

function option({ title, hint, href }, id) {
  const link = element("a", { role: "option", id, href, tabindex: "-1" });
  const small = element("small", {});
  small.textContent = hint;
  link.append(title, " ", small);
  return link;
}

function element(tag, attributes) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
