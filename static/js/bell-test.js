/* The self-test's browser side: opens the rehearsal stream and says of each step how it went.
   The words stand in the page; here they are only shown. See templates/journeys/_bell_steps.html. */
(async () => {
  const list = document.getElementById("bell-test");
  if (!list || !window.ReadableStream) return;
  document.getElementById("bell-test-still").hidden = true;
  const OPEN_MS = 5000;
  const FIRST_MS = 1500;
  const GAP_MS = 500;
  const WANTED = 4;

  const say = (name, isFine, figure) => {
    const step = list.querySelector(`[data-step="${name}"]`);
    if (!step.hidden) return;
    const words = step.querySelector(isFine ? "[data-fine]" : "[data-wrong]");
    const place = words.querySelector("[data-ms]");
    if (place) place.textContent = String(figure);
    words.hidden = false;
    step.hidden = false;
    step.dataset.result = isFine ? "fine" : "wrong";
  };
  const now = () => Math.round(performance.now());

  let rung = 0;
  const ring = async () => {
    const body = new URLSearchParams({ token: list.dataset.token });
    const headers = { "X-CSRFToken": list.dataset.csrf };
    rung = now();
    const answer = await fetch(list.dataset.ring, { method: "POST", body, headers });
    if (answer.status !== 204) say("ring", false, answer.status);
    setTimeout(() => say("ring", false, 0), 4000);
  };

  const begun = now();
  const abort = new AbortController();
  const tooLate = setTimeout(() => abort.abort(), OPEN_MS);
  let answer;
  try {
    answer = await fetch(list.dataset.stream, { signal: abort.signal, cache: "no-store" });
  } catch (error) {
    return say("open", false, error.name);
  }
  clearTimeout(tooLate);
  if (answer.status !== 200) return say("open", false, answer.status);
  say("open", true, now() - begun);

  const head = (name) => answer.headers.get(name) || "";
  const changed = ["no-store", "no-transform"].filter((word) => !head("cache-control").includes(word));
  if (!head("content-type").startsWith("text/event-stream")) changed.push(head("content-type"));
  if (head("content-encoding")) changed.push(head("content-encoding"));
  say("headers", !changed.length, changed.join(", "));

  const opened = now();
  const signs = [];
  let text = "";
  const understand = (frame) => {
    if (frame.startsWith(": ")) signs.push(now());
    else if (frame.includes('"opened"')) {
      say("first", now() - opened < FIRST_MS, now() - opened);
      ring();
    } else if (frame.includes("rehearsal:")) say("ring", true, now() - rung);
  };
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      text += value;
      for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
        understand(text.slice(0, end));
      }
    }
  } catch (error) {
    say("flow", false, error.name);
  }
  const gaps = signs.slice(1).map((at, i) => at - signs[i]);
  const apart = gaps.filter((gap) => gap > GAP_MS).length;
  say("flow", signs.length >= WANTED && apart >= WANTED - 1, signs.length);
})();
