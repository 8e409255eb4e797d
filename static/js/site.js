/* The only listener in the house; loaded together with htmx, never alone.
   It moves the reader's attention where the page changed and speaks up when
   an answer cannot be shown. Every page also works without it. */
(() => {
  const look = (element) => {
    if (!element) return false;
    element.focus();
    element.scrollIntoView({ block: "start" });
    return true;
  };

  // A refused form: the summary of what is missing comes first. An outerHTML swap
  // leaves the old target behind: what came in its place has its id, else look in the page.
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail.ctx.target;
    const successor = target && target.id && document.getElementById(target.id);
    const where = target && target.isConnected ? target : successor || document;
    look(where.querySelector("#errors") || where.querySelector("[data-focus]"));
  });

  // Forbidden, gone, broken or offline: nothing was swapped, so say it in words.
  const sorry = () => {
    const note = document.getElementById("request-failed");
    if (!note) return;
    note.hidden = false;
    look(note);
  };
  document.addEventListener("htmx:response:error", (event) => {
    if (event.detail.ctx.response.status !== 422) sorry();
  });
  document.addEventListener("htmx:error", sorry);
})();
