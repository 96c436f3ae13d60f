// The palette below an answer: choosing, changing, taking back, and saying more.

import { call, make, picture, sayLanguage } from "./dom.js";
import { saying } from "./reaction_form.js";
import { words } from "../words/chat.js";

const LOW = 2;
const NOTHING = {
  reasons: [],
  comment: "",
  suggested_answer: "",
  suggested_source: null,
  suggested_document: null,
};

// Drawn here, so that they look alike everywhere, also where no font has them in colour.
const DRAWN = new Set(["1f389", "1f44d", "1f44e", "1f60d", "1f610", "1f621", "1f641", "1f642", "1f6ab", "1f914"]);

function face(emoji) {
  const code = emoji.codePointAt(0).toString(16);
  const alone = String.fromCodePoint(emoji.codePointAt(0)) === emoji;
  if (!alone || !DRAWN.has(code)) return make("span", { "aria-hidden": "true" }, emoji);
  return make("img", { src: picture(`emoji/${code}.svg`), alt: "", width: "22", height: "22" });
}

export function reactions(turnId, answer) {
  const path = `/api/v1/turns/${turnId}/reaction`;
  const status = make("p", { class: "almanac-status", role: "status" });
  const place = make("div", { class: "almanac-why" });
  const more = make("button", { type: "button", class: "almanac-more", onclick: () => open({ focus: true }) });
  const label = make("span", { class: "almanac-label", "aria-hidden": "true" });
  // Its names are the department's own words.
  const told = (element) => sayLanguage(element, answer.language);
  const buttons = answer.palette.map((entry) =>
    make(
      "button",
      {
        type: "button",
        class: "almanac-emoji",
        title: entry.label,
        "aria-label": entry.label,
        onclick: () => choose(entry),
        onmouseenter: () => name(entry),
        onfocus: () => name(entry),
        onmouseleave: () => name(chosen()),
        onblur: () => name(chosen()),
      },
      face(entry.emoji),
    ),
  );
  [label, ...buttons].forEach(told);
  const palette = make(
    "div",
    { class: "almanac-palette", role: "toolbar", "aria-label": words.rate, onkeydown: move },
    ...buttons,
    label,
  );
  let current = answer.reaction;
  let form = null;
  let line = Promise.resolve();

  function chosen() {
    return answer.palette.find((entry) => entry.emoji === current?.emoji);
  }

  function name(entry) {
    label.textContent = entry?.label ?? "";
  }

  function isLow() {
    return Boolean(current) && current.score <= LOW;
  }

  function hasSaid() {
    const said = current || NOTHING;
    const suggests = said.suggested_answer || said.suggested_document || said.suggested_unavailable;
    return Boolean(said.reasons.length || said.comment || suggests);
  }

  function draw() {
    buttons.forEach((button, i) => {
      button.setAttribute("aria-pressed", String(answer.palette[i].emoji === current?.emoji));
    });
    stopAt(Math.max(0, answer.palette.indexOf(chosen())));
    name(chosen());
    more.textContent = hasSaid() ? words.changeSaid : isLow() ? words.addReason : words.sayMore;
    more.hidden = !current || form !== null;
  }

  // The palette is one stop of the Tab key; arrows move within it.
  function stopAt(at) {
    buttons.forEach((button, i) => button.setAttribute("tabindex", i === at ? "0" : "-1"));
  }

  function move(event) {
    const at = buttons.indexOf(event.target);
    const last = buttons.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key];
    if (at < 0 || to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    stopAt(to);
    buttons[to].focus();
  }

  // A button that did its work is gone, and the focus with it.
  function keepFocus() {
    if (document.activeElement !== document.body) return;
    buttons.find((button) => button.getAttribute("tabindex") === "0").focus();
  }

  function tell(text, action = null) {
    status.classList.remove("almanac-problem");
    status.replaceChildren(...(action ? [`${text} `, action] : [text]));
  }

  // One after the other: what was chosen last must not be overtaken.
  function save(wanted, done) {
    line = line.then(() => send(wanted, done));
    return line;
  }

  async function send(wanted, done) {
    let stored = null;
    try {
      if (wanted) stored = await call("PUT", path, wanted);
      else await call("DELETE", path);
    } catch (problem) {
      complain(problem, wanted, done);
      return;
    }
    current = stored;
    answer.reaction = stored;
    done();
    draw();
  }

  function complain(problem, wanted, done) {
    const gone = problem.status === 404 && wanted?.suggested_document;
    const why = problem.status === 401 ? words.signedOut : gone ? words.documentGone : problem.message;
    const next = gone ? { ...wanted, suggested_source: null, suggested_document: null } : wanted;
    const retry = () => save(next, done).then(keepFocus);
    const again = make("button", { type: "button", onclick: retry }, gone ? words.withoutIt : words.retry);
    tell([words.notStored, why].filter(Boolean).join(" "), again);
    status.classList.add("almanac-problem");
  }

  function choose(entry) {
    if (current?.emoji === entry.emoji) takeBack();
    else save(withSaid(entry), () => {
      tell(words.thanks);
      const draft = form?.read();
      if (draft || (isLow() && !hasSaid())) open({ said: draft });
    });
  }

  // Whoever changes their mind about an answer has still said what they said.
  function withSaid(entry) {
    const said = Object.fromEntries(Object.keys(NOTHING).map((key) => [key, (current || NOTHING)[key]]));
    return { ...said, reasons: entry.score <= LOW ? said.reasons : [], emoji: entry.emoji };
  }

  function takeBack() {
    const former = withSaid(chosen());
    save(null, () => {
      close();
      const undo = () => save(former, () => tell(words.putBack)).then(keepFocus);
      tell(words.takenBack, make("button", { type: "button", onclick: undo }, words.undo));
    });
  }

  function open({ said = current, focus = false } = {}) {
    form = saying({
      turnId,
      said: { ...NOTHING, ...said },
      reasons: isLow() ? answer.reasons : [],
      told,
      onsend: () => save({ ...NOTHING, ...form.read(), emoji: current.emoji }, sent),
      oncancel: () => {
        close();
        more.focus();
      },
    });
    place.replaceChildren(form.element);
    draw();
    if (focus) form.focus();
    form.element.scrollIntoView({ block: "nearest" });
  }

  function sent() {
    close();
    tell(hasSaid() ? words.sent : words.thanks);
    more.focus();
  }

  function close() {
    form = null;
    place.replaceChildren();
    draw();
  }

  draw();
  return make("div", { class: "almanac-reactions" }, palette, status, more, place);
}
