/* The desk of chats, live. When the bell rings, the list is fetched anew and laid over the old one:
   links stay the very same elements, so the focus stays where it is. Letters work as keys, unless
   somebody is writing or has switched them off. */
(() => {
  const desk = document.querySelector("[data-desk]");
  const rows = document.getElementById("inbox-rows");
  const news = document.getElementById("inbox-news");
  if (!desk || !rows) return;
  const SOME_TIME_MS = 60 * 1000;
  const SOON_MS = 250;
  const links = () => [...rows.querySelectorAll("a[data-row]")];
  const newOnes = (root) =>
    [...root.querySelectorAll("li:has(.tag), :is(#waiting, #called) > li")].map((row) => row.id);

  // --- the list -------------------------------------------------------------------------------

  // The same row keeps its link; only what it says is taken over.
  const mend = (row, fresh) => {
    const parts = row.querySelectorAll("[data-part]");
    fresh.querySelectorAll("[data-part]").forEach((part, place) => {
      if (parts[place] && parts[place].innerHTML !== part.innerHTML) {
        parts[place].innerHTML = part.innerHTML;
      }
    });
  };

  const lay = (list, fresh) => {
    const wanted = new Map([...fresh.children].map((row) => [row.id, row]));
    for (const row of [...list.children]) if (!wanted.has(row.id)) leave(row);
    let place = null;
    for (const [id, row] of wanted) {
      const here = list.querySelector(`:scope > [id="${CSS.escape(id)}"]`);
      if (here) mend(here, row);
      const next = place ? place.nextSibling : list.firstChild;
      const one = here || document.adoptNode(row);
      if (one !== next) {
        // A row that has the focus is never moved: it would lose it.
        if (!here || !here.contains(document.activeElement)) list.insertBefore(one, next);
      }
      place = one;
    }
  };

  // The row under one's hand is gone: the hand goes to the next one, not to the top of the page.
  const leave = (row) => {
    const hadFocus = row.contains(document.activeElement);
    const others = links().filter((link) => !row.contains(link));
    const at = links().findIndex((link) => row.contains(link));
    row.remove();
    if (hadFocus) (others[at] || others.at(-1) || desk.querySelector("summary")).focus();
  };

  const take = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const sections = [...fresh.querySelectorAll("section")];
    if (!sections.length) return;
    const before = newOnes(rows);
    const wasOnDuty = rows.querySelector("[data-stay]");
    let above = null;
    for (const section of sections) {
      const title = section.getAttribute("aria-labelledby");
      const here = rows.querySelector(`section[aria-labelledby="${title}"]`);
      const list = section.querySelector("ul");
      const old = here && here.querySelector("ul");
      const beside = above;
      above = here || section;
      if (!here && beside) beside.after(document.adoptNode(section));
      else if (!here) rows.prepend(document.adoptNode(section));
      else if (list && old) lay(old, list);
      else if (here.dataset.state !== undefined && here.dataset.state === section.dataset.state)
        continue;
      else {
        here.replaceChildren(...[...section.childNodes].map((n) => document.adoptNode(n)));
        if (section.dataset.state !== undefined) here.dataset.state = section.dataset.state;
      }
    }
    for (const here of [...rows.querySelectorAll("section")]) {
      const title = here.getAttribute("aria-labelledby");
      if (!sections.some((one) => one.getAttribute("aria-labelledby") === title)) here.remove();
    }
    count();
    if (wasOnDuty && !rows.querySelector("[data-stay]")) over();
    else if (newOnes(rows).some((id) => !before.includes(id))) speak();
  };

  // In the title, which also a tab behind others shows: whoever waits there and then. A letter waits
  // for no one to be here.
  const title = document.title;
  const count = () => {
    const waiting = rows.querySelectorAll("[data-waits]").length;
    document.title = waiting ? `(${waiting}) ${title}` : title;
  };
  count();

  // Said at most once a minute, and only where somebody listens.
  let spokenAt = -SOME_TIME_MS;
  const speak = () => {
    if (Date.now() - spokenAt < SOME_TIME_MS) return;
    spokenAt = Date.now();
    news.classList.add("visually-hidden");
    news.textContent = "";
    setTimeout(() => (news.textContent = news.dataset.new), 50);
  };

  // Nobody pressed anything here: whoever sits before it must see it, too.
  const over = () => {
    news.classList.remove("visually-hidden");
    news.textContent = news.dataset.over;
  };

  let asking = false;
  let again = false;
  let timer = 0;
  const fetchList = async () => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      const open = encodeURIComponent(desk.dataset.open);
      const answer = await fetch(`${desk.dataset.list}?aaben=${open}`, {
        cache: "no-store",
        headers: { Accept: "text/html" },
      });
      if (answer.ok && !answer.redirected) take(await answer.text());
    } catch (error) {
      soon(5000 + Math.random() * 5000);
    } finally {
      asking = false;
      if (again) {
        again = false;
        soon(SOON_MS);
      }
    }
  };
  const soon = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(fetchList, ms);
  };

  // Many rings together are one question. Whoever is on duty is shown as here, so their desk listens
  // on behind other tabs.
  const isAwake = () => !document.hidden || rows.querySelector("[data-stay]");
  document.addEventListener("bell:rung", () => isAwake() && soon(SOON_MS));
  document.addEventListener("visibilitychange", () => document.hidden || soon(SOON_MS));
  setInterval(() => isAwake() && soon(0), SOME_TIME_MS);

  // --- on duty as long as this page is open, also behind others --------------------------------

  const STAY_MS = 40 * 1000;
  const stay = async () => {
    const button = rows.querySelector("[data-stay]");
    if (!button) return;
    const { stay: address } = button.dataset;
    const asked = tokens.post(address, new FormData(button.form), desk.dataset.list);
    const answer = await asked.catch(() => null);
    // It ended while nobody renewed it: the page says so, and does not begin it again.
    if (answer && answer.status === 200 && !answer.redirected) soon(0);
  };
  // At once: until a script has said that it runs, the house reckons with a page that has none.
  stay();
  setInterval(stay, STAY_MS);
  window.addEventListener("online", stay);
  document.addEventListener("visibilitychange", () => document.hidden || stay());

  // --- keys ---------------------------------------------------------------------------------------

  const SWITCH = "inbox-keys";
  const on = document.getElementById("keys-on");
  const remembered = () => {
    try {
      return localStorage.getItem(SWITCH) !== "off";
    } catch (error) {
      return true;
    }
  };
  document.getElementById("keys-switch").hidden = false;
  on.checked = remembered();
  on.addEventListener("change", () => {
    try {
      localStorage.setItem(SWITCH, on.checked ? "on" : "off");
    } catch (error) {
      // Where nothing may be kept, the switch holds for this page.
    }
  });

  const step = (by) => {
    const all = links();
    const here = all.indexOf(document.activeElement);
    const open = all.findIndex((link) => link.hasAttribute("aria-current"));
    const from = here >= 0 ? here : open;
    const next = all[from < 0 && by < 0 ? all.length - 1 : from + by];
    if (next) next.focus();
  };
  const first = (selector) => {
    const link = rows.querySelector(selector);
    if (link) link.focus();
  };
  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    n: () => first("li:not(.is-open):has(.tag) a[data-row]"),
    l: () => first("#waiting a[data-row]"),
    s: () => document.querySelector("#composer textarea")?.focus(),
  };
  const isWriting = (element) => element.closest("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (isWriting(event.target)) return;
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (arrow && event.target.matches("a[data-row]")) {
      event.preventDefault();
      step(arrow);
    } else if (on.checked && !event.shiftKey && !event.repeat && KEYS[event.key]) {
      event.preventDefault();
      KEYS[event.key]();
    }
  });

  // --- shared texts: put in where the hand is, without losing what stands there -----------------

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-words]");
    const field = document.querySelector("#composer textarea");
    if (!link || !field) return;
    event.preventDefault();
    const gap = field.value && !/\s$/.test(field.value.slice(0, field.selectionStart)) ? "\n" : "";
    field.setRangeText(gap + link.dataset.words, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
})();
