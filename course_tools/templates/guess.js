// A wager before each answer. In the file all answers are open, and so they stay without this script and on paper;
// here each is closed as the page is read in, before it is drawn, until its reader has guessed, or looked.
(() => {
  const KEY = `course-guesses:${document.currentScript.dataset.page}`;
  const FOUND_WHEN_CLOSED = "onbeforematch" in document.documentElement;

  // {name of a question: what was said; "" if the answer was shown without a guess}
  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return Object.fromEntries(Object.entries(kept ?? {}).filter(([, said]) => typeof said === "string"));
    } catch {
      return {}; // nothing may be kept here, or what was kept is torn
    }
  };
  const guesses = read();
  const found = new Set(); // what a search or a link has opened, for as long as the page stays
  const isOpen = (name) => Object.hasOwn(guesses, name) || found.has(name);
  const keep = (changes) => {
    Object.assign(guesses, changes);
    const kept = { ...read(), ...guesses };
    for (const name in changes) if (changes[name] === undefined) delete kept[name], delete guesses[name];
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // then it lasts as long as the page
    }
  };

  const places = (kind, name) => [...document.querySelectorAll(kind)].filter((element) => element.name === name);
  const make = (kind, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(kind), properties);
    element.append(...children);
    return element;
  };

  /** A number as people write one: −0,5 and 1,000 too; otherwise NaN. */
  const numberIn = (text) => {
    const plain = text.trim().replace(/^[−–]/, "-");
    if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) return Number(plain.replaceAll(",", ""));
    return /^[-+]?(\d+([.,]\d*)?|[.,]\d+)$/.test(plain) ? Number(plain.replace(",", ".")) : NaN;
  };
  const decimals = (text) => (text.trim().split(/[.,]/)[1] ?? "").length;

  /** What was said, beside what came: the number that was printed, or what stands below. */
  const sentence = (said, printed, came) => {
    if (!said) return "Shown without a guess.";
    const guess = numberIn(said), truth = numberIn(printed);
    const quoted = Number.isNaN(guess) ? `“${said}”` : said.trim();
    if (!printed) return came ? `You said ${quoted}; it ${came}:` : `You said ${quoted}.`;
    if (guess === truth) return `You said ${quoted}, and it printed ${printed}.`;
    const rounds = Math.abs(guess - truth) <= 0.5 * 10 ** -decimals(said) && decimals(said) < decimals(printed);
    return `You said ${quoted}; it printed ${printed}${rounds ? ", which rounds to that" : ""}.`;
  };

  /** Show the answers of a question that is open, or close them. */
  const refresh = (name) => {
    for (const element of [...places("course-answer", name), ...places("course-guess", name)]) element.show();
    for (const tally of document.querySelectorAll("course-tally")) tally.show();
    dispatchEvent(new Event("resize")); // what can be scrolled has its size only now
  };

  /** A reader has answered, or wants to see: keep it, go on to what came, and have it read out once. */
  const commit = (name, said) => {
    keep({ [name]: said });
    refresh(name);
    const [place] = places("course-guess", name);
    place.line.focus({ preventScroll: true });
    const shown = places("course-answer", name).filter((answer) => answer.matches(".printed"));
    const texts = shown.map((answer) => [...answer.querySelectorAll("img")].map((picture) => picture.alt).join(" ")
      || answer.textContent.trim());
    announcer.textContent = place.printed ? "" : texts.join(" ");
  };
  const find = (name) => {
    found.add(name);
    refresh(name);
  };
  const announcer = make("div", { className: "unseen", role: "status" });
  addEventListener("DOMContentLoaded", () => document.body.append(announcer));

  class Place extends HTMLElement {
    get name() {
      return this.getAttribute("of");
    }
    connectedCallback() {
      this.show();
    }
  }

  class Answer extends Place {
    connectedCallback() {
      super.connectedCallback();
      this.addEventListener("beforematch", () => find(this.name));
    }
    show() {
      if (isOpen(this.name)) this.removeAttribute("hidden");
      else this.setAttribute("hidden", FOUND_WHEN_CLOSED ? "until-found" : "");
    }
  }

  class Guess extends Place {
    get printed() {
      return this.getAttribute("printed");
    }
    show() {
      this.replaceChildren(isOpen(this.name) ? this.said() : this.form());
    }
    said() {
      this.line = make("p", { className: "said", tabIndex: -1,
        textContent: sentence(guesses[this.name], this.printed, this.getAttribute("came")) });
      return this.line;
    }
    form() {
      const id = `guess-${this.name}`;
      this.line = make("input", { id, type: "text", maxLength: 200, autocomplete: "off", enterKeyHint: "done" });
      const look = make("button", { type: "button", className: "look", textContent: "Show without a guess" });
      look.addEventListener("click", () => commit(this.name, ""));
      const form = make("form", {}, make("label", { htmlFor: id, textContent: "Your guess" }), this.line,
        make("button", { textContent: "I have an answer" }), look);
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const said = this.line.value.trim();
        if (said) commit(this.name, said);
        else this.line.focus();
      });
      return form;
    }
  }

  class Tally extends Place {
    show() {
      const names = this.name.split(" "), said = names.filter((name) => guesses[name]);
      const again = make("button", { type: "button", textContent: "Ask me again" });
      again.addEventListener("click", () => {
        keep(Object.fromEntries(names.map((name) => [name, undefined])));
        for (const name of names) found.delete(name), refresh(name);
        places("course-guess", names[0])[0].line.focus();
      });
      const count = `You committed to ${said.length} of ${names.length} prediction${names.length === 1 ? "" : "s"}.`;
      this.replaceChildren(make("p", { textContent: count }),
        ...(names.some(isOpen) ? [again] : []));
    }
  }

  customElements.define("course-answer", Answer);
  customElements.define("course-guess", Guess);
  customElements.define("course-tally", Tally);

  // a link may lead into a closed answer
  const follow = () => {
    let anchor = location.hash.slice(1);
    try { anchor = decodeURIComponent(anchor); } catch { /* a stray per cent sign: as it stands */ }
    const target = document.getElementById(anchor);
    const answer = target?.closest("course-answer[hidden]");
    if (!answer) return;
    find(answer.name);
    target.scrollIntoView();
  };
  addEventListener("DOMContentLoaded", follow);
  addEventListener("hashchange", follow);

  // on paper nothing is folded away
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => folded.forEach((details) => { details.open = false; }));
})();
