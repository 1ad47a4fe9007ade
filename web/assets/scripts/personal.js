// Personal numbers are stopped before they leave the device, as package feedback stops them on the server: both are
// held to the cases of its testdata/personal.json. What the server would say is in the form; the text itself goes nowhere.

const run = /\+?\d(?:[\s\u00a0()-]{0,2}\d)*/g;
// In groups only after capitals: "va 123 45 67" is a word and a number.
const passport = /(?<![\p{L}\d])(?:[A-ZАВЕКМНОРСТХУa-zавекмнорстху]{2}[\s\u00a0-]?\d{7}|[A-ZАВЕКМНОРСТХУ]{2}[\s\u00a0-]?\d{3}[\s\u00a0-]\d{2}[\s\u00a0-]\d{2})(?!\d)/gu;
// Within the country people write nine digits as 90 123 45 67; not every nine digits are a phone.
const local = /^(?:8[\s\u00a0-]{1,2}\(?)?(?:20|33|50|55|6[1-9]|7\d|88|9\d)[)\s\u00a0-]{1,2}\d{3}[\s\u00a0-]\d{2}[\s\u00a0-]\d{2}$/;
const fours = /^\d{4}(?:[\s\u00a0-]\d{4}){3}$/;
const fewest = 9;
const most = 19;

// find lists the personal numbers in a text: what they are, and enough of each to find it in one's own text.
export function find(text) {
  const found = [];
  for (const [whole] of text.matchAll(run)) {
    const groups = [...whole.matchAll(/\d+/g)];
    for (let i = 0; i < groups.length;) {
      // From the start of a group to the end of one, the longest first: other numbers may stand beside it.
      const from = i ? groups[i].index : 0;
      let end = i, digits = "", next = i + 1;
      while (end < groups.length && digits.length + groups[end][0].length <= most) digits += groups[end++][0];
      for (; end > i && digits.length >= fewest; end--) {
        const last = groups[end - 1];
        const kind = kindOf(whole.slice(from, last.index + last[0].length), digits, end - i === groups.length);
        if (kind) {
          found.push({ kind, masked: mask(digits) });
          next = end;
          break;
        }
        digits = digits.slice(0, -last[0].length);
      }
      i = next;
    }
  }
  for (const [number] of text.matchAll(passport)) {
    if (number.slice(0, 2).toLowerCase() !== "no") found.push({ kind: "passport", masked: mask(number) });
  }
  return found;
}

function kindOf(written, digits, whole) {
  if (digits.length === 12 && digits.startsWith("998") || local.test(written)) return "phone";
  if (isPINFL(digits)) return "pinfl";
  if (digits.length >= 13 && luhn(digits) && /[^0]/.test(digits) && !digits.startsWith("998") && (whole || written === digits || fours.test(written))) return "card";
  return "";
}

function isPINFL(s) {
  if (!/^[1-6]\d{13}$/.test(s)) return false;
  const [day, month, year] = [Number(s.slice(1, 3)), Number(s.slice(3, 5)), Number(["18", "18", "19", "19", "20", "20"][s[0] - 1] + s.slice(5, 7))];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCDate() !== day || date.getUTCMonth() !== month - 1) return false;
  let sum = 0;
  for (let i = 0; i < 13; i++) sum += s[i] * [7, 3, 1][i % 3];
  return sum % 10 === Number(s[13]);
}

function luhn(s) {
  let sum = 0;
  for (let i = 0; i < s.length; i++) {
    let d = Number(s[s.length - 1 - i]);
    if (i % 2) d = d > 4 ? 2 * d - 9 : 2 * d;
    sum += d;
  }
  return sum % 10 === 0;
}

function mask(s) {
  const r = [...s];
  return r.slice(0, 2).join("") + "…" + r.slice(-2).join("");
}

// complain says at a field what is to be taken out, as the server would; true when there is nothing.
export function complain(field) {
  const id = `${field.id}-error`;
  const group = field.closest(".govuk-form-group");
  const before = document.getElementById(id);
  const found = find(field.value);
  if (!found.length) {
    if (before?.dataset.here) {
      before.remove();
      field.classList.remove("govuk-textarea--error");
      group.classList.remove("govuk-form-group--error");
      describe(field, id, false);
    }
    return true;
  }
  const fault = before ?? document.createElement("p");
  fault.id = id;
  fault.className = "govuk-error-message";
  fault.dataset.here = "1";
  fault.setAttribute("role", "alert");
  fault.textContent = [...new Set(found.map(({ kind, masked }) => field.dataset[kind].replace("{number}", masked)))].join(". ");
  if (!before) field.before(fault);
  field.classList.add("govuk-textarea--error");
  group.classList.add("govuk-form-group--error");
  describe(field, id, true);
  field.focus();
  return false;
}

function describe(field, id, is) {
  const ids = new Set((field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (is) ids.add(id);
  else ids.delete(id);
  field.setAttribute("aria-describedby", [...ids].join(" "));
}
