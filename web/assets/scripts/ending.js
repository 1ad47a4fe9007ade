// A session ends when nothing is asked for: before it does its person is warned, and goes on with one press, in every tab of
// this browser. Asking for another page, or in another tab, moves the end as well.

export function warn(dialog) {
  if (!dialog.showModal || !window.BroadcastChannel) return;
  const { left, warn, stay } = dialog.dataset;
  const tabs = new BroadcastChannel("session");
  const parts = dialog.querySelectorAll("[data-when]");
  let ends = Date.now() + left * 1000;
  let said = "";
  let timer;

  // The clock is looked at, not counted: a device that slept knows how late it is.
  function look() {
    clearTimeout(timer);
    const rest = ends - Date.now();
    const early = rest - warn * 1000;
    if (early > 0) timer = setTimeout(look, early);
    else if (rest > 0) {
      say(said || "soon");
      timer = setTimeout(look, rest);
    } else say("over");
  }

  function say(what) {
    if (said === what && (dialog.open || what !== "soon")) return; // the others may be closed
    said = what;
    for (const part of parts) part.hidden = !part.dataset.when.split(" ").includes(what);
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("h2").focus(); // not a button: who types would press it
  }

  function move(to) {
    ends = to;
    said = "";
    dialog.close();
    look();
  }

  async function go() {
    try {
      const answer = await fetch(stay, { method: "POST", redirect: "manual" });
      if (answer.type === "opaqueredirect") return say("over"); // signed out meanwhile
      if (!answer.ok) throw answer.status;
      const more = (await answer.json()) * 1000;
      if (more <= warn * 1000) return say("last"); // the longest that a session lasts
      move(Date.now() + more);
      tabs.postMessage(ends);
    } catch {
      say("failed");
    }
  }

  dialog.addEventListener("click", ({ target }) => {
    const { press } = target.closest("[data-press]")?.dataset ?? {};
    if (press === "stay") go();
    else if (press === "close") dialog.close();
  });
  dialog.addEventListener("close", () => { // by Escape: somebody is here
    if (!dialog.open && said === "soon") go();
  });
  tabs.addEventListener("message", ({ data }) => {
    if (data > ends) move(data);
  });
  document.addEventListener("visibilitychange", look);
  tabs.postMessage(ends);
  look();
}
