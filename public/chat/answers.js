// What stands below an answer: its sources, the palette, and what it was made of.

import { aboutButton } from "./about.js";
import { askingAgain, siblings } from "./asking_again.js";
import { make } from "./dom.js";
import { keeping } from "./keeping.js";
import { reactions } from "./reactions.js";
import { openSource, standingOf } from "./source.js";
import { say, words } from "../words/chat.js";

const STATES = ["stopped", "interrupted", "failed"];

export function footer(turnId, answer) {
  const parts = [];
  if (answer.status === "streaming") {
    // Another replica writes it, or it was lost: it is told when it is whole.
    const note = make("p", { class: "almanac-state", role: "note" }, words.streaming);
    return make("section", { class: "almanac-footer", "data-turn": turnId, "aria-label": words.about }, note);
  }
  if (STATES.includes(answer.status)) {
    parts.push(make("p", { class: "almanac-state", role: "note" }, words[answer.status]));
  }
  if (answer.quotes && answer.citations.length) {
    const gone = answer.citations.some((citation) => citation.standing === "unavailable");
    parts.push(make("p", { class: "almanac-quotes" }, gone ? words.quotedThen : words.quotes));
  }
  if (answer.unverified && answer.kind === "answer") {
    const said = answer.unverified === 1 ? words.unverifiedOne : say(words.unverified, { n: answer.unverified });
    parts.push(make("p", { class: "almanac-state", role: "note" }, said));
  }
  if (answer.words_alone) parts.push(make("p", { class: "almanac-state", role: "note" }, words.wordsAlone));
  if (answer.sources.length) parts.push(sources(answer.sources));
  const asking = askingAgain(turnId, answer);
  const tools = make("div", { class: "almanac-tools" }, ...keeping(turnId), ...asking.buttons, aboutButton(turnId, answer));
  parts.push(siblings(answer), make("div", { class: "almanac-row" }, reactions(turnId, answer), tools), asking.place, outcome(answer));
  return make("section", { class: "almanac-footer", "data-turn": turnId, "aria-label": words.about }, ...parts.filter(Boolean));
}

// What became of a reaction, told by whoever closed the case.
function outcome({ outcome: found }) {
  if (!found) return null;
  const said = say(words.outcome, { by: found.by, what: words.outcomes[found.outcome] });
  return make("div", { class: "almanac-outcome", role: "note" }, make("p", {}, said), found.text ? make("p", { dir: "auto" }, found.text) : null);
}

// Brings what stands below an answer up to date, and leaves alone what somebody is doing there.
export function renew(standing, turnId, was, answer) {
  if (same(was, answer)) return standing;
  const changes = { siblings: answer.siblings, reaction: isInUse(standing) ? answer.reaction : was.reaction };
  if (!same({ ...was, ...changes }, answer)) {
    const fresh = footer(turnId, answer);
    standing.replaceWith(fresh);
    return fresh;
  }
  standing.querySelector(":scope > .almanac-siblings")?.remove();
  const line = siblings(answer);
  if (line) standing.querySelector(":scope > .almanac-row").before(line);
  return standing;
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

// The keyboard is there, something is being said, or something failed that can be tried again.
function isInUse(standing) {
  return standing.contains(document.activeElement) || standing.querySelector("form, .almanac-status:not(:empty)") !== null;
}

// A place that several citations name is one source, which opens at the first of them.
function sources(cited) {
  const items = cited.map((citation) => {
    const numbers = citation.numbers.join(", ");
    const standing = standingOf(citation);
    const title = citation.title || words.goneTitle;
    // What is seen is a part of what is read out, so that it can be said aloud to choose it.
    const [open, it] = words.openSource.split(/\{n\}|\{title\}/);
    const where = citation.page ? `${citation.unit === "slide" ? words.slide : words.page} ${citation.page}` : lastOf(citation.section);
    return make(
      "li",
      {},
      make(
        "button",
        {
          type: "button",
          class: standing ? "almanac-chip almanac-dated" : "almanac-chip",
          onclick: (e) => openSource(citation, e.currentTarget),
        },
        unseen(open),
        make("span", { class: "almanac-n" }, numbers),
        unseen(it),
        make("span", { class: "almanac-title" }, title),
        where ? make("span", { class: "almanac-place" }, where) : null,
        standing ? unseen(`. ${standing}`) : null,
      ),
      standing ? make("span", { class: "almanac-standing" }, standing) : null,
    );
  });
  return make("ul", { class: "almanac-sources", "aria-label": words.sources }, ...items);
}

function unseen(text) {
  return make("span", { class: "almanac-unseen" }, text);
}

function lastOf(section) {
  return section ? section.split(" > ").pop() : "";
}
