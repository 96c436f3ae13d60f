// A long conversation opens with its newest questions; the older ones come when somebody wants them.

import { make } from "./dom.js";
import { say, words } from "../words/chat.js";

const MORE = 100;
// As long as a page needs to open.
const CHOSEN_S = 60;
let line = null;

export function offerOlder(thread, { older, shown }, first) {
  line?.remove();
  line = null;
  if (!older || !first) return;
  const count = Math.min(older, MORE);
  const show = () => {
    document.cookie = `almanac-shown=${thread}.${shown + count}; path=/chat; max-age=${CHOSEN_S}; samesite=lax`;
    location.reload();
  };
  line = make("p", { id: "almanac-older" }, make("button", { type: "button", onclick: show }, say(words.showOlder, { n: count, all: older })));
  first.before(line);
}
