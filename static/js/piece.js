/* Forms and links that change a piece of the page: data-piece names the element by its id, and what
   comes in its place. Without this script they lead to whole pages. It says what happens on the
   document: "piece:leaves", "piece:moves" (how much of an upload has gone), "piece:comes" before the
   change, "piece:stands" after it, "piece:fails" when nothing was changed (`isLogin`: somebody has to
   log in first). A form whose token is of before a log-in is sent once more with a new one, from the
   address in data-from or its own; see token.js.
   XMLHttpRequest, because fetch cannot tell how far an upload has come. */
(() => {
  const SILENT_MS = 60 * 1000;
  const asked = new Set();
  const say = (name, detail) =>
    document.dispatchEvent(new CustomEvent(`piece:${name}`, { detail }));

  // A piece, not a page: where one is asked to log in, the answer is a whole page.
  const pieceIn = (question) => {
    if (question.status !== 200 && question.status !== 422) return null;
    const news = new DOMParser().parseFromString(question.responseText, "text/html");
    return news.body.children.length && !news.getElementById("main") ? news.body : null;
  };

  const put = (id, piece) => {
    const old = document.getElementById(id);
    if (!old) return;
    old.replaceWith(...[...piece.childNodes].map((node) => document.adoptNode(node)));
    const errors = document.querySelector(`#${id} #errors`);
    if (!errors) return;
    errors.focus();
    errors.scrollIntoView({ block: "start" });
  };

  const end = ({ id, form }, question) => {
    asked.delete(id);
    const piece = pieceIn(question);
    const about = { id, form, status: question.status };
    // Whoever is to go elsewhere first, and here that is to log in, is told where in a header.
    const isLogin = Boolean(question.getResponseHeader("HX-Redirect"));
    if (!piece) return say("fails", { ...about, isLogin });
    say("comes", about);
    put(id, piece);
    say("stands", about);
  };

  // The very same words and key: this form was not read, but one before it may have been whose answer
  // was lost, and what it said must not be said twice.
  const again = async (errand, question) => {
    const token = await tokens.renew(errand.form.dataset.from || errand.address);
    if (!token) return end(errand, question);
    errand.body.set(tokens.FIELD, token);
    send(errand, end);
  };

  const send = (errand, whenForbidden) => {
    const { id, address, body } = errand;
    const question = new XMLHttpRequest();
    let silence = 0;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => question.abort(), SILENT_MS);
    };
    question.upload.onprogress = ({ loaded, total }) => {
      heard();
      say("moves", { id, part: total ? loaded / total : 0 });
    };
    question.onloadend = () => {
      clearTimeout(silence);
      (body && question.status === 403 ? whenForbidden : end)(errand, question);
    };
    question.open(body ? "POST" : "GET", address);
    question.setRequestHeader("HX-Request", "true");
    heard();
    question.send(body);
  };

  const ask = (id, address, form) => {
    // Pressed twice: the first one is on its way.
    if (asked.has(id)) return;
    asked.add(id);
    say("leaves", { id, form });
    send({ id, address, form, body: form ? new FormData(form) : null }, again);
  };

  document.addEventListener("submit", (event) => {
    const { piece } = event.target.dataset;
    if (!piece || event.defaultPrevented) return;
    event.preventDefault();
    ask(piece, event.target.action, event.target);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-piece]");
    const isOther = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || isOther || event.button || event.defaultPrevented) return;
    event.preventDefault();
    ask(link.dataset.piece, link.href);
  });
  document.addEventListener("piece:want", ({ detail }) => ask(detail.id, detail.address));
})();
