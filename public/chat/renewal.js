// A page that is older than the service: its person is asked to load it again, and what they have
// typed is there again afterwards.

import { make, release } from "./dom.js";
import { words } from "../words/chat.js";

const KEPT = "almanac-typed";
const FIELD = "#chat-input";
// Whose page this is.
const person = document.querySelector("meta[name='almanac-person']")?.content;
let notice = null;

export function hearRelease(news) {
  if (news.status !== "ready") return;
  if (news.person === person) bringBack();
  if (news.release && news.release !== release && !notice) showOutdated();
}

function showOutdated() {
  notice = make("div", { id: "almanac-outdated" }, make("p", { role: "status" }));
  document.body.append(notice);
  // Screen readers tell what changes in a place that was there before.
  setTimeout(() => {
    notice.firstChild.append(words.outdated);
    notice.append(make("button", { type: "button", onclick: () => location.reload() }, words.loadAgain));
  }, 50);
}

// Only for this tab, for this person, and at the same place.
function keep() {
  const text = document.querySelector(FIELD)?.value;
  if (!text || !person) return;
  sessionStorage.setItem(KEPT, JSON.stringify({ person, path: location.pathname, text }));
}

function bringBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
  sessionStorage.removeItem(KEPT);
  const field = document.querySelector(FIELD);
  if (!field || field.value || kept?.person !== person || kept.path !== location.pathname) return;
  // The page is told of a text only by what typing does.
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(field, kept.text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

addEventListener("pagehide", keep);
