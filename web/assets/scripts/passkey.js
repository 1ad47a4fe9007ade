// Passkeys: only a script can ask the browser for one, so only a script shows the form. What the authenticator answers goes
// to the portal as a form like any other. Where the browser knows no passkeys, a code of an app does as well.

export function passkey(form) {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
  form.hidden = false;
  const said = form.querySelector("[role=status]");
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value || event.submitter?.hasAttribute("formaction")) return; // or the language changes
    const { most } = form.dataset;
    if (most && [...form.elements.name.value.trim()].length > most) return; // refused before a passkey is made that the portal does not know
    event.preventDefault();
    said.hidden = true;
    try {
      const asked = await fetch(form.dataset.options, { method: "POST" });
      if (asked.redirected) { // the confirmation or the sign-in is too old
        location = asked.url;
        return;
      }
      if (!asked.ok) throw asked.status;
      const { publicKey } = await asked.json();
      const key = form.dataset.passkey === "add"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
      form.elements.answer.value = JSON.stringify(key.toJSON());
      form.requestSubmit();
    } catch {
      said.hidden = false;
    }
  });
}
