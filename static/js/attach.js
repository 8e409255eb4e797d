/* The files that go with the words: what was chosen stands in a list, each can be taken out again,
   and choosing once more adds to it. What is chosen stays over a refusal and over mending another
   message, because the page keeps it; a browser would let go of it. */
(() => {
  const words = document.getElementById("talk-words").content;
  const word = (name) => words.querySelector(`[data-word="${name}"]`).textContent;
  const place = () => document.querySelector("#composer [name=uploads]");
  const tell = (text) => (document.getElementById("talk-sent").textContent = text);
  let chosen = [];
  let leaving = [];

  const size = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  const sizeOf = ({ size: bytes }) =>
    bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${size.format(bytes / 1e6)} MB`;

  const row = (file, at) => {
    const one = words.querySelector("[data-word=chosen]").cloneNode(true);
    delete one.dataset.word;
    const [name, about] = one.children;
    name.textContent = file.name;
    const isLarge = file.size > Number(input.dataset.largest);
    about.textContent = isLarge ? `${sizeOf(file)}. ${word("too-large")}` : sizeOf(file);
    one.classList.toggle("is-large", isLarge);
    one.querySelector("button").dataset.at = at;
    one.querySelector(".visually-hidden").textContent = ` ${file.name}`;
    return one;
  };

  // One and the same input in every composer: a phone may still be choosing for the one before.
  let input = place();
  const show = () => {
    if (!place()) return;
    if (!input) listen(place());
    else if (place() !== input) place().replaceWith(input);
    const all = new DataTransfer();
    chosen.forEach((file) => all.items.add(file));
    input.files = all.files;
    document.getElementById("attached").replaceChildren(...chosen.map(row));
    if (chosen.length) input.closest("details").open = true;
  };
  const count = () => {
    const { length } = chosen;
    if (!length) return tell(word("no-file"));
    tell(length === 1 ? word("one-file") : word("many-files").replace("{n}", length));
  };
  const isSame = (one, other) => one.name === other.name && one.size === other.size;

  const listen = (one) => {
    input = one;
    input?.addEventListener("change", () => {
      // The browser has put the new ones in the place of those chosen before.
      const more = [...input.files].filter((file) => !chosen.some((one) => isSame(one, file)));
      chosen = [...chosen, ...more];
      show();
      count();
      // What was chosen is not sent by that: the button to do it stays in sight.
      input.form?.querySelector(".composer-acts").scrollIntoView({ block: "nearest" });
    });
  };
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("#attached button");
    if (!button) return;
    const at = Number(button.dataset.at);
    chosen.splice(at, 1);
    show();
    count();
    // The hand goes to the next one, not to the top of the page.
    const buttons = document.querySelectorAll("#attached button");
    (buttons[at] || buttons[at - 1] || input).focus();
  });

  const progress = () => document.querySelector("#composer progress");
  document.addEventListener("piece:leaves", ({ detail }) => {
    leaving = input && detail.form?.contains(input) ? [...chosen] : [];
    if (!leaving.length) return;
    progress().hidden = false;
    progress().value = 0;
    tell(word("sending"));
  });
  document.addEventListener("piece:moves", ({ detail }) => {
    if (leaving.length && progress()) progress().value = detail.part;
  });
  document.addEventListener("piece:fails", () => {
    if (progress()) progress().hidden = true;
  });
  document.addEventListener("piece:stands", ({ detail }) => {
    if (detail.id !== "composer") return;
    if (detail.form && detail.status === 200) {
      chosen = chosen.filter((file) => !leaving.includes(file));
    }
    leaving = [];
    show();
  });
  // Some browsers keep what was chosen over a reload.
  listen(input);
  if (input?.files.length) {
    chosen = [...input.files];
    show();
  }
})();
