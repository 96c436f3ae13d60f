// What stands below an answer: its sources, the palette, and what it was made of.

import { aboutButton } from "/public/about.js";
import { call, make } from "/public/dom.js";
import { openSource, standingOf } from "/public/source.js";
import { say, words } from "/public/words.js";

const LOW = 2;
const STATES = ["stopped", "interrupted", "failed"];

export function footer(turnId, answer) {
  const parts = [];
  if (STATES.includes(answer.status)) {
    parts.push(make("p", { class: "almanac-state", role: "note" }, words[answer.status]));
  }
  if (answer.quotes && answer.citations.length) {
    parts.push(make("p", { class: "almanac-quotes" }, words.quotes));
  }
  if (answer.citations.length) parts.push(sources(answer.citations));
  parts.push(
    make(
      "div",
      { class: "almanac-row" },
      reactions(turnId, answer),
      aboutButton(turnId, answer),
    ),
  );
  return make("section", { class: "almanac-footer", "data-turn": turnId, "aria-label": words.about }, ...parts);
}

function sources(citations) {
  const items = citations.map((citation) => {
    const standing = standingOf(citation);
    const title = citation.title || words.goneTitle;
    const where = citation.page ? `${citation.unit === "slide" ? words.slide : words.page} ${citation.page}` : lastOf(citation.section);
    return make(
      "li",
      {},
      make(
        "button",
        {
          type: "button",
          class: standing ? "almanac-chip almanac-dated" : "almanac-chip",
          "aria-label": [say(words.openSource, { n: citation.n, title }), standing].filter(Boolean).join(". "),
          onclick: (e) => openSource(citation, e.currentTarget),
        },
        make("span", { class: "almanac-n", "aria-hidden": "true" }, String(citation.n)),
        make("span", { class: "almanac-title" }, title),
        where ? make("span", { class: "almanac-place" }, where) : null,
      ),
      standing ? make("span", { class: "almanac-standing" }, standing) : null,
    );
  });
  return make("ul", { class: "almanac-sources", "aria-label": words.sources }, ...items);
}

function lastOf(section) {
  return section ? section.split(" > ").pop() : "";
}

// Drawn here, so that they look alike everywhere, also where no font has them in colour.
const DRAWN = new Set(["1f389", "1f44d", "1f44e", "1f60d", "1f610", "1f621", "1f641", "1f642", "1f6ab", "1f914"]);

function face(emoji) {
  const code = emoji.codePointAt(0).toString(16);
  const alone = String.fromCodePoint(emoji.codePointAt(0)) === emoji;
  if (!alone || !DRAWN.has(code)) return make("span", { "aria-hidden": "true" }, emoji);
  return make("img", { src: `/public/emoji/${code}.svg`, alt: "", width: "22", height: "22" });
}

function reactions(turnId, answer) {
  const path = `/api/v1/turns/${turnId}/reaction`;
  const status = make("p", { class: "almanac-status", role: "status" });
  const place = make("div", { class: "almanac-why" });
  const why = make("button", { type: "button", class: "almanac-more", onclick: () => ask({ focus: true }) });
  const buttons = answer.palette.map((entry) =>
    make(
      "button",
      {
        type: "button",
        class: "almanac-emoji",
        title: entry.label,
        "aria-label": entry.label,
        onclick: () => choose(entry),
      },
      face(entry.emoji),
    ),
  );
  let current = answer.reaction;

  function draw() {
    answer.palette.forEach((entry, i) => {
      buttons[i].setAttribute("aria-pressed", String(current?.emoji === entry.emoji));
    });
    why.textContent = isExplained() ? words.changeReason : words.addReason;
    why.hidden = !isLow() || place.hasChildNodes();
  }

  function isLow() {
    return Boolean(current) && current.score <= LOW;
  }

  function isExplained() {
    return Boolean(current && (current.reasons.length || current.comment));
  }

  async function store(reaction, said) {
    try {
      if (reaction) await call("PUT", path, reaction);
      else await call("DELETE", path);
      status.textContent = said;
      status.classList.remove("almanac-problem");
      return true;
    } catch (problem) {
      const why = problem.status === 401 ? words.signedOut : problem.message;
      const again = make("button", { type: "button", onclick: () => retry(reaction, said) }, words.retry);
      status.replaceChildren(`${words.notStored} ${why || ""} `, again);
      status.classList.add("almanac-problem");
      return false;
    }
  }

  async function retry(reaction, said) {
    if (await store(reaction, said)) take(reaction);
  }

  function take(reaction) {
    current = reaction && { ...reaction, score: scoreOf(reaction.emoji) };
    answer.reaction = current;
    place.replaceChildren();
    if (isLow() && !isExplained()) ask();
    draw();
  }

  function scoreOf(emoji) {
    return answer.palette.find((entry) => entry.emoji === emoji).score;
  }

  async function choose(entry) {
    const reaction = current?.emoji === entry.emoji ? null : { emoji: entry.emoji, reasons: [], comment: "" };
    if (await store(reaction, reaction ? words.thanks : words.takenBack)) take(reaction);
  }

  function ask({ focus = false } = {}) {
    const name = `why-${turnId}`;
    const comment = make("textarea", { id: `${name}-comment`, rows: "2", maxlength: "4000" });
    comment.value = current.comment || "";
    const form = make(
      "form",
      { onsubmit: send },
      make(
        "fieldset",
        {},
        make("legend", {}, words.whatWrong),
        ...answer.reasons.map((reason) =>
          make(
            "label",
            { class: "almanac-reason" },
            make("input", { type: "checkbox", name, value: reason, checked: current.reasons.includes(reason) }),
            reason,
          ),
        ),
      ),
      make("label", { for: comment.id }, words.comment),
      comment,
      make("button", { type: "submit", class: "almanac-send" }, words.send),
    );
    async function send(event) {
      event.preventDefault();
      const reasons = [...form.querySelectorAll("input:checked")].map((input) => input.value);
      const reaction = { emoji: current.emoji, reasons, comment: comment.value.trim() };
      const said = reasons.length || reaction.comment ? words.sent : words.thanks;
      if (!(await store(reaction, said))) return;
      take(reaction);
      place.replaceChildren();
      draw();
      why.focus();
    }
    place.replaceChildren(form);
    draw();
    if (focus) form.querySelector("input, textarea").focus();
    form.scrollIntoView({ block: "nearest" });
  }

  draw();
  return make(
    "div",
    { class: "almanac-reactions" },
    make("div", { class: "almanac-palette", role: "group", "aria-label": words.rate }, ...buttons),
    status,
    why,
    place,
  );
}
