// Tells screen readers what those who see notice by themselves: that an answer begins, and how it ends.

import { make } from "./dom.js";
import { say, words } from "../words/chat.js";

// Long enough to be read out, and gone before anybody finds it by browsing.
const KEPT_MS = 20_000;
const region = make("div", { id: "almanac-live", class: "almanac-unseen", "aria-live": "polite", role: "status", "aria-atomic": "false" });
// Refusals whose words are still on their way to the page, and turns that ended on it.
const refused = new Set();
const ended = new Set();

export function beginTelling() {
  document.body.append(region);
}

export function announce(text) {
  const line = make("p", {}, text);
  region.append(line);
  setTimeout(() => line.remove(), KEPT_MS);
}

export function tellBegun() {
  announce(words.live.begun);
}

export function tellWhenEnded(turn) {
  ended.add(turn);
}

export function tellWhenRefused(turn) {
  refused.add(turn);
}

// Called whenever the page has changed: says what is known by now.
export function tellNow(answers) {
  for (const turn of refused) {
    const text = document.getElementById(`step-${turn}`)?.querySelector(".message-content")?.textContent;
    if (text && refused.delete(turn)) announce(text);
  }
  for (const turn of ended) {
    const answer = answers.get(turn);
    if (answer && answer.status !== "streaming" && ended.delete(turn)) announce(endOf(answer));
  }
}

function endOf(answer) {
  if (answer.status !== "completed") return words[answer.status];
  if (answer.kind !== "answer") return words.noAnswer;
  return say(words.live.answered, { n: answer.sources.length });
}
