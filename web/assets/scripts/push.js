// Allowing notices on this device: only a script can ask the browser for it, so only a script shows the button. What the
// browser answers goes to the portal as a form like any other.

const bytes = (key) => Uint8Array.from(atob(key.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

export function allow(form) {
  form.hidden = false;
  form.nextElementSibling.hidden = true; // that a script is needed
  form.addEventListener("submit", async (event) => {
    if (form.elements.endpoint.value) return;
    event.preventDefault();
    const said = form.querySelector("[role=status]");
    said.hidden = true;
    try {
      if (await Notification.requestPermission() !== "granted") throw "denied";
      const registration = await navigator.serviceWorker.ready;
      const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.push) });
      form.elements.endpoint.value = subscription.endpoint;
      form.elements.p256dh.value = text(subscription.getKey("p256dh"));
      form.elements.auth.value = text(subscription.getKey("auth"));
      form.requestSubmit();
    } catch (why) {
      said.textContent = why === "denied" ? form.dataset.denied : form.dataset.failed;
      said.hidden = false;
    }
  });
}
