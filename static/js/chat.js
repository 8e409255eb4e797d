/* A talk that stays up to date. What it has is what stands in the page: the highest number without
   a gap before it. It fetches what came after that, and puts every number in once, in order.
   The log is only ever added to, so nothing in it is read aloud twice; everything else the page has
   to say stands in two lines of role=status. What somebody types is kept in the page alone. */
(() => {
  const log = document.getElementById("log");
  if (!log) return;
  const $ = (id) => document.getElementById(id);
  const words = $("talk-words").content;
  const wordNode = (name) => words.querySelector(`[data-word="${name}"]`);
  const word = (name) => wordNode(name).textContent;
  const list = () => log.querySelector("ol");
  const field = () => document.querySelector("#composer textarea");
  const ASK_MS = 20 * 1000;
  const HERE_MS = 60 * 1000;

  // --- what the page says of itself ---------------------------------------------------------

  const PATIENCE_MS = { offline: 0, login: 0, away: 1500, slow: 8000, paused: 0 };
  let trouble = "";
  let speaking = 0;
  const isTold = () => $("talk-line").textContent !== "" && $("talk-line").dataset.is !== "back";
  const say = (name) => {
    $("talk-line").dataset.is = name;
    const said = name ? wordNode(name).cloneNode(true).childNodes : [];
    $("talk-line").replaceChildren(...said);
  };
  // A bell that was away for a blink is no news. What was told is taken back when it is over.
  const troubleIs = (name) => {
    if (isClosed || name === trouble) return;
    trouble = name;
    clearTimeout(speaking);
    if (name) speaking = setTimeout(say, PATIENCE_MS[name], name);
    else if (isTold()) say("back");
  };
  const sent = (name) => {
    $("talk-sent").textContent = name && word(name);
  };

  // --- the list -----------------------------------------------------------------------------

  const come = () => {
    let last = Number(list().dataset.after);
    for (const row of list().children) {
      if (Number(row.dataset.seq) === last + 1) last += 1;
      else if (Number(row.dataset.seq) > last) break;
    }
    return last;
  };

  const change = (row) => {
    const about = $(`e-${row.dataset.about}`);
    const article = row.querySelector("article");
    if (!about || !article) return;
    const became = row.dataset.became;
    // The whole message would be read again; the line below says that it changed.
    about.setAttribute("aria-live", "off");
    about.querySelector("article").replaceWith(article);
    about.classList.toggle("is-gone", became === "gone");
    // What one did oneself is no news; that a file of one's own has come through is.
    const isTold = became.startsWith("file") || !about.classList.contains("is-own");
    if (isTold) sent(became);
  };

  const isNewDay = (row) => {
    const day = row.querySelector(".talk-day");
    if (!day) return;
    const days = [...document.querySelectorAll(".talk-day")];
    if (days.some((other) => other.dataset.day === day.dataset.day)) day.remove();
  };

  const put = (row) => {
    if ($(row.id)) return false;
    const seq = Number(row.dataset.seq);
    const next = [...list().children].find((other) => Number(other.dataset.seq) > seq);
    isNewDay(row);
    if (row.dataset.about) change(row);
    list().insertBefore(row, next || null);
    return !row.hidden;
  };

  const take = (html) => {
    const news = new DOMParser().parseFromString(html, "text/html").querySelector("ol[data-last]");
    if (!news) throw new Error("no events");
    const wasAtEnd = isAtEnd();
    let rows = [];
    if ("reset" in news.dataset) {
      list().replaceWith(document.adoptNode(news));
      refresh([...news.children]);
    } else rows = [...news.children].map((row) => document.adoptNode(row)).filter(put);
    shown(rows, wasAtEnd);
    return Number(news.dataset.at);
  };

  // Whose newest message was seen by whom, in the words of the rows that say so.
  const tellWhoSaw = () => {
    const own = [...document.querySelectorAll(".said.is-own:not(.is-gone)")].pop();
    if (!own) return;
    const seen = new Map();
    for (const mark of document.querySelectorAll("[data-upto]")) {
      const isSeen = Number(mark.dataset.upto) >= Number(own.dataset.seq);
      if (isSeen && !seen.has(mark.dataset.by)) seen.set(mark.dataset.by, mark.textContent);
    }
    $("talk-seen").textContent = [...seen.values()].join(" · ") || word("unseen");
  };

  // --- where the reader is --------------------------------------------------------------------

  const isAtEnd = () => $("newest").getBoundingClientRect().top < window.innerHeight;
  const toEnd = () => {
    const below = log.parentElement.getBoundingClientRect().bottom - window.innerHeight;
    if (below > 0) window.scrollBy(0, below);
  };
  const title = document.title;
  let fresh = 0;
  const count = (news) => {
    fresh = news;
    const link = $("talk-new").firstElementChild;
    link.textContent = news === 1 ? word("one") : word("many").replace("{n}", news);
    $("talk-new").hidden = !news || isAtEnd();
    // A desk counts in its title itself, this talk among the others.
    if (!document.querySelector("[data-desk]")) document.title = news ? `(${news}) ${title}` : title;
  };
  const shown = (rows, wasAtEnd) => {
    tellWhoSaw();
    const said = rows.filter((row) => row.matches(".said:not(.is-own)"));
    if (rows.some((row) => row.matches(".said.is-own")) || (wasAtEnd && rows.length)) toEnd();
    if (said.length && (!wasAtEnd || document.hidden)) {
      if (!fresh) $("talk-new").firstElementChild.href = `#${said[0].id}`;
      count(fresh + said.length);
    }
    if (rows.some((row) => row.matches(".happened"))) refresh(rows);
  };

  // Somebody came, or it is over: who one talks with stands above, what one can do below.
  const refresh = async (rows) => {
    const answer = await fetch(`${log.dataset.talk}?part=head`).catch(() => null);
    if (answer?.ok) {
      const html = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of ["talk-head", "talk-place", "talk-answers"]) {
        const part = html.getElementById(id);
        const here = $(id);
        if (!part || !here || here.contains(document.activeElement)) continue;
        if (here.outerHTML !== part.outerHTML) here.replaceWith(document.adoptNode(part));
      }
      // In line again: the script that keeps a place comes with the first one.
      const src = $("place") && $("talk-place").dataset.line;
      if (src && !document.querySelector(`script[src="${src}"]`))
        document.head.append(Object.assign(document.createElement("script"), { src }));
    }
    const isOver = rows.some((row) => ["stopped", "ended", "erased"].includes(row.dataset.kind));
    // Words somebody has begun stay: sending them says kindly that it is too late.
    if (isOver && !field()?.value)
      document.dispatchEvent(
        new CustomEvent("piece:want", { detail: { id: "composer", address: log.dataset.talk } }),
      );
  };

  // Deleted, or opened elsewhere: asking again would not help, so the page leads on instead. What was
  // said is not left standing in a tab that nobody may fetch it in again.
  const OF_A_TALK = ".talk-tools, .talk-about, .talk-older, .talk-main > .more, .inbox-acts, .snippets";
  let isClosed = false;
  const close = () => {
    isClosed = true;
    clearTimeout(speaking);
    say("closed");
    const over = words.querySelector("[data-over]").cloneNode(true);
    over.id = "composer";
    list().replaceChildren();
    $("talk-seen").textContent = "";
    for (const part of document.querySelectorAll(OF_A_TALK)) part.remove();
    // Words somebody has begun stay, to be copied.
    if (!field()?.value) $("composer").replaceWith(over);
    if (document.activeElement === document.body) $("composer").focus({ preventScroll: true });
  };

  // --- fetching -----------------------------------------------------------------------------

  // One question at a time; whatever rings meanwhile is one more question afterwards.
  let asking = false;
  let again = false;
  let retry = 0;
  let isSlow = false;
  const fetchNews = async () => {
    if (asking) {
      again = true;
      return;
    }
    if (isClosed) return;
    asking = true;
    clearTimeout(retry);
    try {
      for (let at = Infinity; come() < at; ) {
        const before = come();
        const answer = await fetch(`${log.dataset.events}?after=${before}`, {
          cache: "no-store",
          headers: { Accept: "text/html" },
        });
        if ([403, 404, 410].includes(answer.status)) return close();
        // Whoever has logged in, in the other tab, comes back to this one: that asks again.
        if (answer.redirected) return troubleIs("login");
        if (!answer.ok) throw new Error(String(answer.status));
        at = take(await answer.text());
        if (come() === before && before < at) throw new Error("a gap");
      }
      troubleIs(isPaused ? "paused" : isSlow ? "slow" : "");
      markRead();
    } catch (error) {
      troubleIs(navigator.onLine ? "away" : "offline");
      retry = setTimeout(fetchNews, 1000 + Math.random() * 4000);
    } finally {
      asking = false;
      if (again) {
        again = false;
        fetchNews();
      }
    }
  };

  // Seen is what was in sight: not in a hidden tab, and not while the reader is further up.
  let marked = 0;
  const markRead = () => {
    const upto = come();
    const token = document.querySelector(`[name=${tokens.FIELD}]`);
    if (isClosed || document.hidden || upto <= marked || !token || !isAtEnd()) return;
    marked = upto;
    const body = new FormData();
    body.set(tokens.FIELD, token.value);
    body.set("upto", upto);
    // Anything but this answer, a page that asks to log in above all, has marked nothing.
    const isMarked = ({ status }) => status === 204 || (marked = 0);
    tokens.post(log.dataset.read, body, log.dataset.talk).then(isMarked, () => (marked = 0));
  };

  // --- a pause, which a reload of this tab does not end ----------------------------------------

  const store = (value) => {
    try {
      if (value !== undefined) sessionStorage.setItem("talk-paused", value);
      return sessionStorage.getItem("talk-paused");
    } catch (error) {
      return value;
    }
  };
  const pause = $("talk-pause");
  let isPaused = store() === "1";
  const showPause = () => {
    pause.hidden = false;
    pause.textContent = word(isPaused ? "go" : "pause");
    pause.setAttribute("aria-pressed", isPaused);
    if (isPaused) troubleIs("paused");
  };
  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    store(isPaused ? "1" : "0");
    showPause();
    if (!isPaused) fetchNews();
  });
  const ring = () => {
    if (!isPaused) fetchNews();
  };

  // --- what happens -------------------------------------------------------------------------

  document.addEventListener("bell:rung", ({ detail }) => {
    const seq = detail[log.dataset.thread];
    const isNews = seq === undefined ? Object.keys(detail).length === 0 : seq > come();
    if (isNews && isPaused && seq) say("paused-news");
    if (isNews) ring();
  });
  document.addEventListener("bell:state", ({ detail }) => {
    // What came while no bell was heard is asked for at once, and from then on now and then.
    if (detail === "lost" && !isSlow) ring();
    isSlow = detail === "lost";
    if (!isPaused && (!isSlow || !trouble)) troubleIs(isSlow ? "slow" : "");
  });
  // While no bell can be heard the page asks now and then by itself.
  setInterval(() => isSlow && !document.hidden && ring(), ASK_MS);
  // Whether the one who has the talk is here changes without a number: a duty ends by itself. A page
  // that is looked at asks again, and so does one that is looked at once more.
  const isToldWhoIsHere = () => !isClosed && !isPaused && $("talk-answers")?.dataset.by;
  setInterval(() => !document.hidden && isToldWhoIsHere() && refresh([]), HERE_MS);
  window.addEventListener("offline", () => troubleIs("offline"));
  window.addEventListener("online", ring);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    if (isAtEnd()) count(0);
    if (isToldWhoIsHere()) refresh([]);
    ring();
    markRead();
  });
  // What opens below the last line is brought into sight.
  const opened = ({ target }) => target.open && target.scrollIntoView({ block: "nearest" });
  $("main").addEventListener("toggle", opened, true);
  window.addEventListener(
    "scroll",
    () => {
      if (document.hidden || !isAtEnd()) return;
      if (fresh) count(0);
      markRead();
    },
    { passive: true },
  );

  // Words that were begun come back when one has mended another message meanwhile, and so does what
  // was typed while a message was on its way.
  let begun = "";
  let leaving = "";
  const sayForm = () => document.querySelector("#composer form[data-say]");
  document.addEventListener("piece:leaves", ({ detail }) => {
    sent("");
    leaving = detail.form && detail.form === sayForm() ? field().value : "";
  });
  document.addEventListener("piece:comes", ({ detail }) => {
    if (detail.id !== "composer" || !sayForm()) return;
    const typed = field().value;
    begun = leaving && typed.startsWith(leaving) ? typed.slice(leaving.length) : typed;
  });
  const settle = (composer) => {
    if (composer.dataset.said) {
      delete composer.dataset.said;
      sent("sent");
      fetchNews();
    }
    if (sayForm() && begun && !field().value) field().value = begun;
    if (sayForm()) begun = "";
    if (!composer.querySelector("#errors")) (field() || composer).focus({ preventScroll: true });
  };
  // What was just sent stands in the list before any bell has rung, and the hand stays in place.
  document.addEventListener("piece:stands", ({ detail }) => {
    if (detail.id === "composer") settle($("composer"));
    if (detail.id !== "older") return;
    const [older] = document.querySelectorAll("[data-older]");
    delete older.dataset.older;
    older.focus({ preventScroll: true });
  });
  // Said here, in place, without taking the hand away from the words.
  document.addEventListener("piece:fails", ({ detail }) => {
    // The house was reached, and it is the talk that is gone: the talk itself says what became of it.
    if (detail.status === 410) sent("over");
    if (detail.isLogin) {
      troubleIs("login");
      if (detail.form) sent("unsent");
    } else if (detail.status === 404 || detail.status === 410) fetchNews();
    else if (detail.form) sent("failed");
    else troubleIs(navigator.onLine ? "away" : "offline");
  });

  const [came] = performance.getEntriesByType("navigation");
  if (!location.hash && came?.type === "navigate") toEnd();
  showPause();
  markRead();
})();
