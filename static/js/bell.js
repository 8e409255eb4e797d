/* The doorbell's browser side: one stream per browser, "thread T is at N", nothing else.
   One tab holds the lock and the stream and tells the others; a hidden tab gives both back, unless
   it is a desk on duty: people see that somebody is here, so it goes on listening.
   Says "bell:rung" on the document with {thread: number}, and "bell:state" with "live" or "lost":
   lost is also a talk of which the stream tells nothing, because it is that of a desk.
   Losing any of it loses no message. */
(() => {
  const HIDDEN_MS = 5 * 60 * 1000;
  const SILENT_MS = 45 * 1000;
  // The first frame comes with the stream. When it does not, something on the way holds it back.
  const FIRST_MS = 6 * 1000;
  const ASK_MS = 20 * 1000;
  const jitter = (least, most) => least + Math.random() * (most - least);

  const log = document.querySelector("[data-thread]");
  const desk = document.querySelector("[data-desk]");
  if (!log && !desk) return;
  const mine = desk ? "desk=1" : `thread=${encodeURIComponent(log.dataset.thread)}`;
  const isAwake = () => !document.hidden || Boolean(desk?.querySelector("[data-stay]"));
  const tell = (numbers) =>
    document.dispatchEvent(new CustomEvent("bell:rung", { detail: numbers }));

  // "live" or "lost", of the stream; and whether that stream tells of the talk on this page.
  let state = "";
  let isRung = true;
  const tellState = () => {
    const detail = isRung ? state : "lost";
    document.dispatchEvent(new CustomEvent("bell:state", { detail }));
  };
  const isToldOf = (threads) => {
    const before = isRung;
    state ||= "live";
    isRung = !log || threads.includes(log.dataset.thread);
    if (isRung !== before) tellState();
  };

  // The line somebody waits in has moved: "bell:line" with the threads that wait in it.
  const moved = (lines) => document.dispatchEvent(new CustomEvent("bell:line", { detail: lines }));

  // An old browser asks now and then instead: the page answers it the same way.
  if (!window.ReadableStream || !window.BroadcastChannel || !navigator.locks) {
    setInterval(() => isAwake() && tell({}), ASK_MS);
    return;
  }

  const others = new BroadcastChannel("bell");
  const wanted = new Map();
  let known = {};
  let isLeader = false;
  let giveBack = null;
  let stream = null;
  let heardAt = 0;
  let timer = 0;
  let hoping = 0;
  let failures = 0;
  let isFirst = true;

  const queries = () => {
    const now = Date.now();
    for (const [query, until] of wanted) if (until < now) wanted.delete(query);
    wanted.set(mine, Infinity);
    // A desk has all of its threads in one stream; otherwise every open talk is asked for. Somebody's
    // own talk beside their desk is in neither: its page asks by itself.
    if (wanted.has("desk=1")) return "desk=1";
    return [...wanted.keys()].slice(-20).join("&");
  };

  // "live" or "lost", to every tab: a page that hears no bell may ask by itself.
  const isNow = (now) => {
    if (now !== state) others.postMessage({ state: now });
    state = now;
    tellState();
  };

  const hear = (numbers) => {
    Object.assign(known, numbers);
    const threads = Object.keys(known);
    others.postMessage({ numbers, threads });
    isToldOf(threads);
    tell(numbers);
  };

  // --- the stream -------------------------------------------------------------------------

  const later = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(open, ms);
  };

  const close = () => {
    clearTimeout(timer);
    clearTimeout(hoping);
    if (stream) stream.abort();
    stream = null;
  };

  const frame = (text) => {
    const fields = {};
    for (const line of text.split("\n")) {
      const colon = line.indexOf(":");
      if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).trim();
    }
    if (fields.event === "seq") {
      failures = 0;
      clearTimeout(hoping);
      // A stream's first frame names all it tells of so far: what one before it told of is over.
      if (isFirst) known = {};
      isFirst = false;
      isNow("live");
      hear(JSON.parse(fields.data));
      return 0;
    }
    if (fields.event === "line") {
      const lines = JSON.parse(fields.data);
      others.postMessage({ lines });
      moved(lines);
      return 0;
    }
    // Rights have changed: what was deleted, or is somebody else's now, rings on no stream any more.
    if (fields.event === "kick") hear({});
    return fields.event ? Number(fields.retry) || 2000 : 0;
  };

  const readAll = async (body) => {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    let back = 0;
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return back;
      heardAt = Date.now();
      text += value;
      for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
        back = frame(text.slice(0, end)) || back;
      }
    }
  };

  const open = async () => {
    if (!isLeader || !navigator.onLine) return;
    close();
    const ours = (stream = new AbortController());
    isFirst = true;
    heardAt = Date.now();
    hoping = setTimeout(isNow, FIRST_MS, "lost");
    let wait = 0;
    try {
      const answer = await fetch(`/stream/?${queries()}`, {
        signal: ours.signal,
        cache: "no-store",
        headers: { Accept: "text/event-stream" },
      });
      if (answer.status === 200) wait = await readAll(answer.body);
      else if (answer.status === 503)
        wait = 1000 * Number(answer.headers.get("Retry-After")) * jitter(1, 1.5);
      // No right to any of them: the page itself says why when it is loaded again.
      else if (answer.status === 404) return tell({});
    } catch (error) {
      if (ours.signal.aborted) return;
    }
    if (stream !== ours) return;
    // Soon at first, because a bell that was killed is back within seconds; then less and less.
    failures = Math.min(failures + 1, 11);
    if (!wait || wait > 5000 || failures > 1) isNow("lost");
    later(wait || jitter(250, failures < 7 ? 1500 : 1000 * 2 ** (failures - 6)));
  };

  // --- which tab ---------------------------------------------------------------------------

  const lead = () => {
    if (isLeader || giveBack || !isAwake()) return;
    const waiting = new AbortController();
    giveBack = () => waiting.abort();
    navigator.locks
      .request("bell", { signal: waiting.signal }, () => {
        isLeader = true;
        others.postMessage({ whoIsThere: true });
        later(50);
        return new Promise((release) => (giveBack = release));
      })
      .catch(() => {})
      .finally(() => {
        isLeader = false;
        giveBack = null;
        close();
      });
  };

  let resting = 0;
  const rest = () => {
    if (giveBack) giveBack();
  };
  const restWhenOffDuty = () => {
    if (isAwake()) resting = setTimeout(restWhenOffDuty, HIDDEN_MS);
    else rest();
  };

  others.onmessage = ({ data }) => {
    if (data.numbers) tell(data.numbers);
    if (data.threads) isToldOf(data.threads);
    if (data.state) {
      state = data.state;
      tellState();
    }
    if (data.lines) moved(data.lines);
    if (data.whoIsThere) others.postMessage({ want: mine });
    if (data.want && isLeader) {
      const isNew = !wanted.has(data.want);
      wanted.set(data.want, Date.now() + 2 * HIDDEN_MS);
      if (isNew) later(50);
      else others.postMessage({ numbers: known, threads: isFirst ? null : Object.keys(known) });
    }
  };

  // --- when ---------------------------------------------------------------------------------

  const wake = () => {
    clearTimeout(resting);
    lead();
    others.postMessage({ want: mine });
    if (isLeader && (!stream || Date.now() - heardAt > SILENT_MS)) later(0);
    // What this tab slept through is asked for, whatever the stream says.
    tell({});
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) resting = setTimeout(restWhenOffDuty, HIDDEN_MS);
    else wake();
  });
  window.addEventListener("online", wake);
  window.addEventListener("offline", close);
  window.addEventListener("pageshow", (event) => event.persisted && wake());
  window.addEventListener("pagehide", rest);
  setInterval(() => {
    if (isLeader && stream && Date.now() - heardAt > SILENT_MS) later(0);
    else if (!isLeader && isAwake()) others.postMessage({ want: mine });
  }, 5000);

  lead();
  others.postMessage({ want: mine });
})();
