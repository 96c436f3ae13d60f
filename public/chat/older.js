// A long conversation opens with its newest questions; the older ones come when somebody wants them.

import { make } from "./dom.js";
import { say, words } from "../words/chat.js";

// As many as a page opens with, and as come at once.
const MORE = 100;
// As long as a page needs to open.
const CHOSEN_S = 60;
const FIRST = "almanac-first";
let line = null;
let thread = null;
let shown = 0;

// `turns` are those on the page, the oldest first; `found` is what the server told of its newest.
export function offerOlder(wanted, found, turns, first) {
  line?.remove();
  line = null;
  const older = olderThan(turns, found);
  thread = wanted;
  shown = found.older + found.shown - older;
  comeBack();
  if (!older || !first) return;
  const count = Math.min(older, MORE);
  const button = make("button", { type: "button", onclick: () => showMore(count, turns[0]) }, say(words.showOlder, { n: count, all: older }));
  line = make("p", { id: "almanac-older" }, button, make("span", {}, say(words.olderNotHere, { n: older })));
  first.before(line);
}

// The page may hold more than the server tells of, or less: it grew, or another tab wanted more.
function olderThan(turns, { answers, older }) {
  const told = Object.keys(answers);
  const missing = told.indexOf(turns[0]);
  return missing < 0 ? Math.max(older - Math.max(turns.indexOf(told[0]), 0), 0) : older + missing;
}

function showMore(count, first) {
  shown += count;
  sessionStorage.setItem(FIRST, first);
  location.reload();
}

// Whoever wanted older ones goes on reading where they were.
function comeBack() {
  const first = document.getElementById(`step-${sessionStorage.getItem(FIRST)}`);
  if (!first) return;
  sessionStorage.removeItem(FIRST);
  first.scrollIntoView({ block: "center" });
}

// What comes after this page shows as much of the conversation, however long it stood open.
addEventListener("pagehide", () => {
  if (shown > MORE) document.cookie = `almanac-shown=${thread}.${shown}; path=/chat; max-age=${CHOSEN_S}; samesite=lax`;
});
