/* Passkeys. A form with data-passkey="make" or "show" is hidden until the browser can do it.
   The question comes with the page (#passkey-question) or, at the door, from data-question. */
(() => {
  if (!window.PublicKeyCredential) return;

  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const withBytes = (keys) => (keys || []).map((key) => ({ ...key, id: toBytes(key.id) }));

  const make = ({ publicKey }) =>
    navigator.credentials.create({
      publicKey: {
        ...publicKey,
        challenge: toBytes(publicKey.challenge),
        user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
        excludeCredentials: withBytes(publicKey.excludeCredentials),
      },
    });
  const show = ({ publicKey }) =>
    navigator.credentials.get({
      publicKey: {
        ...publicKey,
        challenge: toBytes(publicKey.challenge),
        allowCredentials: withBytes(publicKey.allowCredentials),
      },
    });

  const asJson = (key) => {
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const given = parts.filter((part) => key.response[part]);
    const response = Object.fromEntries(given.map((part) => [part, toText(key.response[part])]));
    if (key.response.getTransports) response.transports = key.response.getTransports();
    return JSON.stringify({
      id: key.id,
      rawId: toText(key.rawId),
      type: key.type,
      response,
      clientExtensionResults: key.getClientExtensionResults(),
    });
  };

  const question = async (form) => {
    if (!form.dataset.question) return JSON.parse(document.getElementById("passkey-question").textContent);
    const answer = await fetch(form.dataset.question, { headers: { Accept: "application/json" } });
    return answer.json();
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const sorry = form.querySelector("[data-sorry]");
    const ask = form.dataset.passkey === "make" ? make : show;
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      sorry.hidden = true;
      try {
        form.elements.credential.value = asJson(await ask(await question(form)));
        form.submit();
      } catch {
        /* Cancelled, not known here, or no connection: the other ways are on the page. */
        sorry.hidden = false;
      }
    });
  }
  for (const note of document.querySelectorAll("[data-no-passkey]")) note.hidden = true;
})();
