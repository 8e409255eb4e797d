/* A place in line that stays up to date. Asking for it also holds it, so a paused page asks on and
   only shows nothing new. A screen reader hears of it at most once a minute: the latest, not all. */
(() => {
  const said = document.getElementById("place-said");
  if (!said || !document.getElementById("place")) return;
  const OFTEN_MS = 5000;
  const SIGN_MS = 45000;
  const SAY_MS = 60000;
  const here = () => document.getElementById("place");
  const words = (part) => {
    const told = part?.querySelector(".place-number, strong");
    return told ? told.textContent.replace(/\s+/g, " ").trim() : "";
  };

  // --- the pause: the talk's own where there is one ------------------------------------------
  const remembered = () => {
    try {
      return sessionStorage.getItem("talk-paused") === "1";
    } catch (error) {
      return false;
    }
  };
  let isPaused = remembered();
  const pause = document.getElementById("talk-pause") || document.getElementById("place-pause");
  const showPause = () => {
    const other = pause.dataset.go;
    if (!other || (pause.getAttribute("aria-pressed") === "true") === isPaused) return;
    pause.dataset.go = pause.textContent;
    pause.textContent = other;
    pause.setAttribute("aria-pressed", isPaused);
  };
  if (pause) {
    if (pause.id === "place-pause") pause.parentElement.hidden = false;
    pause.addEventListener("click", () => {
      isPaused = !isPaused;
      try {
        sessionStorage.setItem("talk-paused", isPaused ? "1" : "0");
      } catch (error) {
        // A browser that keeps nothing: the pause lasts as long as the page.
      }
      if (pause.id === "place-pause") showPause();
      if (!isPaused) ask();
    });
    if (pause.id === "place-pause") showPause();
  }

  // --- saying it ------------------------------------------------------------------------------
  let last = words(here());
  let saidAt = Date.now();
  let saying = 0;
  const say = () => {
    clearTimeout(saying);
    const news = words(here());
    if (news === last || isPaused) return;
    const wait = saidAt + SAY_MS - Date.now();
    if (wait > 0) {
      saying = setTimeout(say, wait);
      return;
    }
    last = news;
    saidAt = Date.now();
    said.textContent = news;
  };

  // --- asking -----------------------------------------------------------------------------------
  let askedAt = Date.now();
  let asking = 0;
  const show = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("place");
    const old = here();
    if (!fresh || !old || isPaused) return;
    if (old.innerHTML === fresh.innerHTML) return;
    // Whoever stands on a link or a button in here must not lose it.
    if (old.contains(document.activeElement)) {
      const at = old.querySelector(".place-number");
      const now = fresh.querySelector(".place-number");
      if (at && now) at.replaceWith(document.adoptNode(now));
    } else old.replaceWith(document.adoptNode(fresh));
    say();
  };
  const ask = async () => {
    clearTimeout(asking);
    asking = setTimeout(ask, SIGN_MS * (0.8 + Math.random() * 0.4));
    askedAt = Date.now();
    // Somebody has taken the talk: there is no place, until it falls back into line.
    if (!here()) return;
    try {
      const answer = await fetch(`${here().dataset.place}?part=place`, {
        cache: "no-store",
        headers: { Accept: "text/html" },
      });
      if (answer.ok) show(await answer.text());
      else if (answer.status === 404) clearTimeout(asking);
    } catch (error) {
      // No line to the house: the next turn comes by itself, and the place is held meanwhile.
    }
  };
  const soon = () => {
    // A whole line hears the same bell; not all of it asks at the same moment.
    const wait = Math.max(askedAt + OFTEN_MS - Date.now(), 0) + Math.random() * 1500;
    clearTimeout(asking);
    asking = setTimeout(ask, wait);
  };

  const of = here().dataset.of;
  document.addEventListener("bell:line", ({ detail }) => of in detail && soon());
  document.addEventListener("bell:rung", ({ detail }) => {
    if (of in detail || !Object.keys(detail).length) soon();
  });
  document.addEventListener("visibilitychange", () => document.hidden || soon());
  window.addEventListener("online", soon);
  asking = setTimeout(ask, SIGN_MS);
})();
