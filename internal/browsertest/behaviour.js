// What a browser can decide of WCAG 2.2 on the page as it stands, beyond the rules of axe. Each check returns what is wrong,
// a line for each place; behaviour.go says which checks run in which window. Ran once in a page, it notes how everything
// looks without the focus.
globalThis.behaviour ??= (() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const named = (e) => e.outerHTML.replace(/\s+/g, " ").slice(0, 160);
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
  const choice = (e) => e.matches("[type=radio], [type=checkbox]");
  // What is a pixel wide is for screen readers.
  const unseen = (e) => { const { width, height } = e.getBoundingClientRect(); return width <= 1 || height <= 1; };
  const within = (e, selector) => e.closest(selector) !== null;

  // The places where Tab stops, in the order of the document.
  const stops = () => all("a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]")
    .filter((e) => e.tabIndex >= 0 && !e.matches(":disabled, [type=hidden]") && !within(e, "[inert]") && shown(e));

  // What may show the focus: the control itself, or for radios and boxes what their labels draw.
  const drawn = (e) => {
    const parts = [[e, null], [e, "::before"], [e, "::after"]];
    if (choice(e) && e.nextElementSibling) parts.push([e.nextElementSibling, null], [e.nextElementSibling, "::before"], [e.nextElementSibling, "::after"]);
    return parts.map(([x, part]) => {
      const s = getComputedStyle(x, part);
      const outline = s.outlineStyle === "none" || parseFloat(s.outlineWidth) === 0 || /^rgba.*, 0\)$/.test(s.outlineColor) ? "" : `${s.outlineStyle} ${s.outlineWidth} ${s.outlineColor}`;
      return [outline, s.boxShadow, s.backgroundColor, s.borderTopColor + s.borderTopWidth].join(";");
    }).join("|");
  };
  const still = new Map();
  const remember = () => {
    for (const e of stops()) if (e !== document.activeElement && !still.has(e)) still.set(e, drawn(e));
  };
  remember();

  // 2.4.7 and 2.4.11: what is wrong with how the focus is shown; empty when it can be seen.
  const focus = () => {
    const e = document.activeElement;
    if (!e || e === document.body) return "";
    const now = drawn(e);
    if (still.has(e) ? still.get(e) === now : !/^[^;]/.test(now) && !/\|[^;]/.test(now) && !/;(?!none)[^;]*px/.test(now)) return `2.4.7 the focus is not shown: ${named(e)}`;
    const box = [...e.getClientRects()].find((r) => r.width > 0 && r.height > 0);
    if (!box) return `2.4.7 the focus has no room: ${named(e)}`;
    const [left, right, up, down] = [Math.max(box.left, 0), Math.min(box.right, innerWidth), Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    if (left >= right || up >= down) return `2.4.11 the focus is outside of the window: ${named(e)}`;
    const top = document.elementFromPoint((left + right) / 2, up + Math.min((down - up) / 2, 20));
    const own = top && (top === e || e.contains(top) || top.contains(e) || [...e.labels ?? []].some((l) => l === top || l.contains(top)));
    return own ? "" : `2.4.11 the focus is covered by ${top && named(top)}: ${named(e)}`;
  };

  // 3.2.1 and 3.2.2: whatever wants to leave the page while one only looks is noted and kept from it.
  const left = [];
  let looking = false;
  const leave = (event, how) => {
    if (!looking) return;
    if (event.cancelable) event.preventDefault();
    left.push(how);
  };
  navigation.addEventListener("navigate", (event) => leave(event, `goes to ${new URL(event.destination.url).pathname}`));
  addEventListener("submit", (event) => leave(event, `sends ${named(event.target)}`), true);

  // The walk by Tab: each stop is judged when the next key goes down, after the browser has scrolled to it.
  let walked, wrong, ended, ahead, folded = [], changed = false;
  new MutationObserver(() => { changed = true; }).observe(document, { subtree: true, childList: true, attributes: true });
  const judge = () => {
    if (ended) return;
    const e = document.activeElement;
    if (!e || e === document.body || e === walked[0] && walked.length > 1) { ended = true; return; }
    if (e === walked.at(-1)) return; // the parts of a date
    walked.push(e);
    const fault = focus();
    if (fault) wrong.push(fault);
  };
  addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || !walked) return;
    if (walked.length > 0 || document.activeElement !== document.body) judge();
    if (changed) remember(); // what appeared meanwhile is seen before the key moves the focus to it
    changed = false;
  }, true);

  // Styles of ours, which no policy of the page forbids.
  const sheet = new CSSStyleSheet();
  // What the browser draws only when its reader comes near is looked at as he sees it: until then it has a place, not a size.
  const near = new CSSStyleSheet();
  near.replaceSync("* { content-visibility: visible !important }");
  document.adoptedStyleSheets.push(sheet, near);

  // The visible lines of text, but for what lies over the page on purpose.
  const lines = () => {
    const found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const over = new Map();
    const floats = (e) => {
      if (!e || e === document.body) return false;
      if (!over.has(e)) over.set(e, ["fixed", "sticky"].includes(getComputedStyle(e).position) || floats(e.parentElement));
      return over.get(e);
    };
    for (let text; (text = texts.nextNode());) {
      const e = text.parentElement;
      if (!text.data.trim() || within(e, "script, style, option, select, noscript") || !shown(e) || floats(e) || hides(e)) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const r of range.getClientRects()) {
        const thin = r.height / 4; // letters do not fill their line
        if (r.width > 2) found.push({ e, text: text.data.trim(), left: r.left, right: r.right, top: r.top + thin, bottom: r.bottom - thin });
      }
    }
    return found;
  };
  const hides = (e) => e && e !== document.body && (unseen(e) && getComputedStyle(e).display !== "inline" && getComputedStyle(e).display !== "contents" || hides(e.parentElement));

  // Where texts lie over each other.
  const overlaps = () => {
    const found = new Set(), list = lines().sort((a, b) => a.top - b.top);
    list.forEach((a, i) => {
      for (let n = i + 1; n < list.length && list[n].top < a.bottom; n++) {
        const b = list[n];
        if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3 && Math.min(a.bottom, b.bottom) - b.top > 2) found.add(`“${a.text.slice(0, 40)}” and “${b.text.slice(0, 40)}” lie over each other`);
      }
    });
    return [...found];
  };

  // Texts that reach over the edge of the page, or of a part of it that hides what does. Where a part scrolls they can be reached.
  const cut = () => {
    const beyond = (x, e) => {
      if (!e || e === document.documentElement) return x.right > document.documentElement.clientWidth + 1;
      const { overflowX, overflowY } = getComputedStyle(e), box = e.getBoundingClientRect();
      const rolls = (how) => how === "auto" || how === "scroll";
      if (unseen(e) && e.childElementCount === 0) return false;
      if (!rolls(overflowX) && overflowX !== "visible" && x.right > box.right + 1) return true;
      if (!rolls(overflowY) && overflowY !== "visible" && x.bottom > box.bottom + 1) return true;
      return !rolls(overflowX) && beyond(x, e.parentElement);
    };
    return [...new Set(lines().filter((x) => beyond(x, x.e)).map((x) => `“${x.text.slice(0, 60)}” is cut off`))];
  };
  const sideways = () => {
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (over <= 0) return [];
    const beyond = (e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
    const wide = all("body *").filter((e) => beyond(e) && !beyond(e.parentElement) && shown(e)).slice(0, 3);
    return [`the page scrolls sideways by ${over} px: ${wide.map(named).join(" and ")}`];
  };

  return {
    focus,

    begin() {
      [walked, wrong, ended, looking] = [[], [], false, true];
      left.length = 0;
      document.activeElement?.blur();
      document.body.tabIndex = -1; // the next Tab begins at the top
      document.body.focus();
      document.body.removeAttribute("tabindex");
      scrollTo(0, 0);
      still.clear(); // the window may have another size since
      remember();
      ahead = stops(); // what a script adds meanwhile is not among them
      return ahead.length;
    },
    ended: () => { judge(); return ended; },
    // 2.1.1, 2.1.2, 2.4.3, 3.2.1
    walked() {
      looking = false;
      document.activeElement?.blur();
      const reached = new Set(walked);
      const group = (e) => e.type === "radio" && e.name ? walked.some((x) => x.type === "radio" && x.name === e.name && x.form === e.form) : false;
      const lines = [...wrong, ...left.map((how) => `3.2.1 getting the focus ${how}`)];
      if (!ended) return [...lines, `2.1.2 Tab does not come out: ${walked.length ? named(walked.at(-1)) : "it goes nowhere"}`];
      walked.forEach((e, i) => {
        const before = walked[i - 1];
        if (before && before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING && !e.contains(before)) lines.push(`2.4.3 the focus jumps back to ${named(e)}`);
      });
      for (const e of stops()) if (e.tabIndex > 0) lines.push(`2.4.3 out of its order: ${named(e)}`);
      for (const e of ahead) if (!reached.has(e) && !group(e) && shown(e)) lines.push(`2.1.1 Tab does not reach ${named(e)}`);
      return lines;
    },
    // What is pressed by a pointer alone.
    pointer: () => all("[onclick], [role=button], [role=link], [role=tab], [role=menuitem], [role=checkbox], [role=switch]")
      .filter((e) => shown(e) && e.tabIndex < 0 && !within(e, "[aria-hidden=true]")).map((e) => `2.1.1 no key reaches ${named(e)}`),

    // What is folded away is opened, and folded again.
    open(on) {
      if (on) folded = all("details:not([open])");
      for (const e of folded) e.open = on;
      return [];
    },

    // 2.1.4: a letter alone presses nothing, or whoever speaks to the computer would press it by a word.
    letters() {
      document.activeElement?.blur();
      const pressed = [];
      const press = (event) => { event.preventDefault(); event.stopImmediatePropagation(); pressed.push(event.target); };
      addEventListener("click", press, true);
      const found = [..."abcdefghijklmnopqrstuvwxyz0123456789/.,;?"].flatMap((key) => {
        const code = /[a-z]/.test(key) ? `Key${key.toUpperCase()}` : /\d/.test(key) ? `Digit${key}` : "";
        const free = document.body.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true }));
        const e = pressed.pop() ?? (document.activeElement !== document.body ? document.activeElement : null);
        document.activeElement?.blur();
        return free && !e ? [] : [`2.1.4 ${key} alone presses ${e ? named(e) : "something"}`];
      });
      removeEventListener("click", press, true);
      return found;
    },

    // 3.2.2
    async changes() {
      looking = true;
      left.length = 0;
      for (const e of all("input, select, textarea").filter((e) => !e.matches(":disabled, [type=hidden], [type=submit], [type=file]") && shown(e))) {
        const before = [e.value, e.checked], count = left.length;
        if (e.matches("select")) e.selectedIndex = (e.selectedIndex + 1) % e.options.length;
        else if (e.matches("textarea, [type=text], :not([type])")) e.value = "1";
        if (choice(e)) e.click();
        else for (const kind of ["input", "change"]) e.dispatchEvent(new Event(kind, { bubbles: true }));
        await null;
        for (const how of left.slice(count)) left.push(`${how} by ${named(e)}`);
        [e.value, e.checked] = before;
        e.dispatchEvent(new Event("change", { bubbles: true }));
      }
      await new Promise((done) => setTimeout(done));
      looking = false;
      return [...new Set(left)].map((how) => `3.2.2 a change ${how}`);
    },
    // 3.3.8: codes and passwords may be pasted, and browsers may fill them in.
    codes: () => all("input[type=password], input[autocomplete=one-time-code], input[name=code]").filter(shown).flatMap((e) => {
      const taken = e.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: new DataTransfer() }))
        && e.dispatchEvent(new InputEvent("beforeinput", { inputType: "insertFromPaste", data: "123456", bubbles: true, cancelable: true }));
      return [taken ? "" : `3.3.8 nothing can be pasted into ${named(e)}`, e.type === "password" && e.autocomplete === "off" ? `3.3.8 no password manager fills in ${named(e)}` : ""].filter(Boolean);
    }),

    // 2.5.8: 24 px, or as much room around it; and our own measure for what matters most.
    targets() {
      const floats = (e) => e && e !== document.body && (["fixed", "sticky"].includes(getComputedStyle(e).position) || floats(e.parentElement));
      const list = stops().filter((e) => !e.matches(".govuk-skip-link") && (e.tagName === "SUMMARY" || !e.hasAttribute("tabindex"))).map((e) => {
        const boxes = [e, ...choice(e) ? e.labels : []].map((x) => x.getBoundingClientRect()).filter((r) => r.width > 1);
        const box = boxes.toSorted((a, b) => b.width * b.height - a.width * a.height)[0];
        return box && { e, box, small: box.width < 23.5 || box.height < 23.5, floats: floats(e), x: box.left + box.width / 2, y: box.top + box.height / 2 };
      }).filter(Boolean);
      const sentence = (e) => getComputedStyle(e).display === "inline" && [...e.parentElement.childNodes].some((n) => n !== e && n.nodeType === Node.TEXT_NODE && n.data.trim());
      const near = (a, b) => {
        if (b.small && Math.hypot(a.x - b.x, a.y - b.y) < 23.5) return true;
        const [dx, dy] = [Math.max(b.box.left - a.x, a.x - b.box.right, 0), Math.max(b.box.top - a.y, a.y - b.box.bottom, 0)];
        return Math.hypot(dx, dy) < 11.5;
      };
      const found = [];
      for (const a of list) {
        const { e, box } = a;
        if (e.matches(".govuk-button:not(.govuk-button--small), .app-tabbar a") && box.height < 43.5) found.push(`2.5.5 ${Math.round(box.height)} px high, and a main button: ${named(e)}`);
        const close = a.small && !sentence(e) && list.find((b) => b !== a && a.floats === b.floats && !a.e.contains(b.e) && !b.e.contains(a.e) && near(a, b));
        if (close) found.push(`2.5.8 ${Math.round(box.width)} × ${Math.round(box.height)} px: ${named(e)} beside ${named(close.e)}`);
      }
      return found;
    },

    // 3.3.1: the summary leads to each field, and the field says that it is wrong and why.
    errors() {
      const summary = document.querySelector(".govuk-error-summary");
      const fields = all("[aria-invalid=true]");
      if (!summary) return fields.map((e) => `3.3.1 no summary says what is wrong with ${named(e)}`);
      const found = summary.querySelector("[role=alert]") ? [] : ["3.3.1 the summary is no alert"];
      if (!document.activeElement || !summary.contains(document.activeElement)) found.push("3.3.1 the focus is not on the summary");
      if (!all("li", summary).length) found.push("3.3.1 the summary is empty");
      const told = (e) => (e?.getAttribute("aria-describedby") ?? "").split(/\s+/).filter(Boolean);
      for (const a of all("a", summary)) {
        const e = document.getElementById((a.getAttribute("href") ?? "").slice(1));
        if (!e) { found.push(`3.3.1 “${a.textContent}” leads nowhere`); continue; }
        const field = e.matches("input, select, textarea") ? e : e.querySelector("input, select, textarea");
        const parts = [e, field, field?.closest("fieldset"), field?.closest("[role=group]")].flatMap(told).map((id) => document.getElementById(id)?.innerText.trim() ?? "");
        // The summary may name the field before what the field says itself, and the field that it is an error.
        const last = (text) => text.split("\n").at(-1).replace(/^[^:]{1,12}: ?/, "").trim();
        if (!parts.some((text) => text && (text.includes(a.textContent.trim()) || a.textContent.includes(text) || last(text) && a.textContent.includes(last(text))))) found.push(`3.3.1 the field does not say “${a.textContent}”: ${named(e)}`);
        if (field && !field.closest("fieldset") && field.getAttribute("aria-invalid") !== "true") found.push(`3.3.1 aria-invalid is missing: ${named(field)}`);
      }
      for (const e of fields) if (!told(e).some((id) => document.getElementById(id)) && !told(e.closest("fieldset")).length) found.push(`3.3.1 nothing describes the fault of ${named(e)}`);
      return found;
    },
    // What names something that is not there.
    described: () => ["aria-describedby", "aria-labelledby", "aria-errormessage", "aria-controls", "aria-owns", "aria-details", "aria-activedescendant", "headers", "for"].flatMap((name) =>
      all(`[${name}]`).flatMap((e) => e.getAttribute(name).split(/\s+/).filter((id) => id && !document.getElementById(id)).map((id) => `1.3.1 there is no #${id}: ${named(e)}`))),

    // 4.1.3: what a page says of what was just done is a status or an alert.
    status: () => all(".app-done, .govuk-notification-banner, .app-kept").filter((e) => !e.matches("[role=status], [role=alert]") && !e.querySelector("[role=status], [role=alert]"))
      .map((e) => `4.1.3 is no status: ${named(e)}`),

    // 1.4.12
    space(on) {
      sheet.replaceSync(on ? "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }" : "");
      return [];
    },
    // 1.4.4
    enlarge(on) {
      document.documentElement.style.fontSize = on ? "200%" : "";
      return [];
    },
    edges: () => [...sideways(), ...cut()],
    fits: () => [...sideways(), ...cut(), ...overlaps()],
    // 1.3.4: the window lies on its side, and what stays in place leaves room for the page.
    lies() {
      const main = document.querySelector("main"), found = [];
      if (!main || !shown(main)) found.push("there is no content");
      const bars = all("body *").filter((e) => ["fixed", "sticky"].includes(getComputedStyle(e).position) && shown(e) && e.getBoundingClientRect().width > innerWidth / 2);
      const high = bars.reduce((sum, e) => sum + e.getBoundingClientRect().height, 0);
      if (high > innerHeight / 2) found.push(`bars take ${Math.round(high)} of ${innerHeight} px: ${bars.map(named)}`);
      return found;
    },
  };
})();
