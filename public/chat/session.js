// Tells people whose session has ended, and leads them back to where they were.

import { make } from "./dom.js";
import { words } from "../words/chat.js";

const WHO = "/chat/user";
const LOOK_AGAIN_MS = 30_000;
const TRY_AGAIN_MS = 2_000;
let answered = (...request) => fetch(...request);
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
  await answered(WHO, { credentials: "same-origin" }).catch(() => null);
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
  answered = async (...request) => {
    const reply = await ask(...request);
    if (reply.status !== 401 || !new URL(reply.url).pathname.startsWith("/chat/")) return reply;
    showSessionEnded();
    return new Promise(() => {});
  };
  window.fetch = (...request) => (asksWho(request[0]) ? known(request) : answered(...request));
}

function asksWho(asked) {
  return new URL(asked.url ?? asked, location.href).pathname === WHO;
}

// It leaves as well where it does not learn who is signed in: without a network, or while the service
// has no database. Neither says that nobody is.
async function known(request) {
  for (;;) {
    const reply = await answered(...request).catch(() => null);
    if (reply?.ok) return reply;
    await new Promise((again) => setTimeout(again, TRY_AGAIN_MS));
  }
}

document.addEventListener("visibilitychange", look);
window.addEventListener("focus", look);
