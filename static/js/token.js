/* Whoever logs in gets a new token, and so does every tab of that browser: forms that stand open hold
   the old one, for which the house answers 403 whatever is in them. `tokens.renew(address)` asks for
   the page or the piece such a form came from, and gives its token to all forms here; "" where there
   is none, because the house is away or asks somebody to log in. `tokens.post` does so by itself. */
const tokens = (() => {
  const FIELD = "csrfmiddlewaretoken";
  const SILENT_MS = 20 * 1000;

  const renew = async (address) => {
    const asking = new AbortController();
    const silence = setTimeout(() => asking.abort(), SILENT_MS);
    try {
      const headers = { "HX-Request": "true" };
      const answer = await fetch(address, { cache: "no-store", headers, signal: asking.signal });
      if (!answer.ok || answer.redirected) return "";
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const token = page.querySelector(`[name=${FIELD}]`)?.value || "";
      if (token) for (const one of document.querySelectorAll(`[name=${FIELD}]`)) one.value = token;
      return token;
    } catch (error) {
      return "";
    } finally {
      clearTimeout(silence);
    }
  };

  // Once more with the new token, and not a third time.
  const post = async (address, body, from) => {
    const answer = await fetch(address, { method: "POST", body });
    const token = answer.status === 403 && (await renew(from));
    if (!token) return answer;
    body.set(FIELD, token);
    return fetch(address, { method: "POST", body });
  };

  return { FIELD, renew, post };
})();
