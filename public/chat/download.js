// Taking the conversation on the screen along, to read or for programs.

import { told } from "../words/about.js";
import { disclosure } from "./disclosure.js";
import { make } from "./dom.js";

const ID = "almanac-download";

// Offers it for a thread, beside the other controls of the page; for none, it goes away.
export function offerDownload(thread, beside) {
  const standing = document.getElementById(ID);
  if (!thread || !beside) {
    standing?.remove();
    return;
  }
  if (standing?.dataset.thread === thread) return;
  standing?.remove();
  beside.before(control(thread));
}

export function downloads(thread) {
  const path = `/api/v1/threads/${encodeURIComponent(thread)}/transcript`;
  const link = (form, label) => make("a", { href: `${path}?format=${form}`, download: "" }, label);
  return [link("markdown", told.toRead), link("json", told.forPrograms)];
}

function control(thread) {
  const look = { id: ID, icon: "download", label: told.takeAlong, words: told.take, attributes: { "data-thread": thread } };
  return disclosure(look, make("p", {}, told.takeAlong), ...downloads(thread));
}
