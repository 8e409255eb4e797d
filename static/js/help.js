/* The page of calls for help, live: when the bell rings, what stands here is fetched anew. Without a
   bell it asks by itself, and without this script the page has a link that loads it again. */
(() => {
  const desk = document.querySelector("[data-calls]");
  if (!desk) return;
  const part = (id, root = document) => root.querySelector(`#${id}`);
  const SOON_MS = 250;
  const ASK_MS = 20 * 1000;
  const SOME_TIME_MS = 60 * 1000;
  const title = document.title;

  // Whoever stands on a button keeps it as long as there is one.
  const lay = (old, fresh) => {
    if (old.dataset.state === fresh.dataset.state) return;
    const hand = old.contains(document.activeElement) ? document.activeElement : null;
    const form = hand?.closest("form")?.action;
    old.replaceChildren(...[...fresh.childNodes].map((node) => document.adoptNode(node)));
    Object.assign(old.dataset, fresh.dataset);
    if (!hand) return;
    const same = [...old.querySelectorAll("form")].find((one) => form && one.action === form);
    (same ? same.querySelector("button") : old).focus();
  };

  const count = () => {
    const open = part("help-others").dataset.open.length;
    document.title = open ? `(${open}) ${title}` : title;
  };

  const show = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const [own, others] = [part("help-own", fresh), part("help-others", fresh)];
    // Not the calls: whoever may not see them any more is told so by the page itself. And what to do
    // now stands on a page that is loaded with one's own call.
    if (!own || !others || own.dataset.own !== part("help-own").dataset.own) return location.reload();
    lay(part("help-own"), own);
    lay(part("help-others"), others);
    count();
  };

  let timer = 0;
  let isSlow = false;
  const ask = async () => {
    const answer = await fetch(desk.dataset.calls, {
      cache: "no-store",
      headers: { Accept: "text/html" },
    }).catch(() => null);
    if (!answer || answer.status >= 500) return;
    show(answer.ok ? await answer.text() : "");
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, SOON_MS);
  };

  // Also in a tab behind others: its title says that somebody calls.
  document.addEventListener("bell:rung", soon);
  document.addEventListener("bell:state", ({ detail }) => {
    isSlow = detail === "lost";
    if (isSlow) soon();
  });
  document.addEventListener("visibilitychange", () => document.hidden || soon());
  setInterval(() => isSlow && !document.hidden && soon(), ASK_MS);
  setInterval(() => document.hidden || soon(), SOME_TIME_MS);
  count();
})();
