// Tells people whose session has ended, and leads them back to where they were.

import { make } from "./dom.js";
import { words } from "../words/chat.js";

const LOOK_AGAIN_MS = 30_000;
let notice = null;
let lookedAt = Date.now();

export function showSessionEnded() {
  if (notice) return;
  const back = `/sign-in?next=${encodeURIComponent(location.pathname)}`;
  notice = make("div", { id: "almanac-signed-out" }, make("p", { role: "alert" }));
  document.body.append(notice);
  // Screen readers tell what changes in a place that was there before.
  setTimeout(() => {
    notice.firstChild.append(words.sessionEnded);
    notice.append(make("a", { href: back }, words.signInAgain));
  }, 50);
}

// The answer says whether anybody is still signed in here.
export async function askWhoIsSignedIn() {
  lookedAt = Date.now();
  await fetch("/chat/user", { credentials: "same-origin" }).catch(() => null);
}

// A socket that was closed while the device slept could tell nothing.
async function look() {
  if (document.visibilityState !== "visible" || Date.now() - lookedAt < LOOK_AGAIN_MS) return;
  await askWhoIsSignedIn();
}

// Chainlit leaves for the sign-in as soon as anything is answered with 401, and takes along what the
// person was reading and writing. The page stays instead, and says what happened. What asked for
// something waits for ever, since an error would only be told a second time.
export function stayWhenSessionEnds() {
  const ask = window.fetch;
  window.fetch = async (...request) => {
    const reply = await ask(...request);
    if (reply.status !== 401 || !new URL(reply.url).pathname.startsWith("/chat/")) return reply;
    showSessionEnded();
    return new Promise(() => {});
  };
}

document.addEventListener("visibilitychange", look);
window.addEventListener("focus", look);
