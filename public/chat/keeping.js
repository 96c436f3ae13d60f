// Taking an answer along: copied with a list of its sources, or as a document.

import { announce } from "./announcing.js";
import { disclosure } from "./disclosure.js";
import { make } from "./dom.js";
import { tool } from "./tools.js";
import { words } from "../words/chat.js";

const SHOWN_MS = 3000;

export function keeping(turnId) {
  const copy = tool("copy", words.copy, () => copyAnswer(turnId, copy));
  return [copy, documents(turnId)];
}

function address(turnId, form) {
  const zone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
  return `/api/v1/turns/${encodeURIComponent(turnId)}/answer?format=${form}&zone=${zone}`;
}

function documents(turnId) {
  const link = (form, label) => make("a", { href: address(turnId, form), download: "" }, label);
  const look = { id: `keep-${turnId}`, icon: "download", label: words.keep, attributes: { "data-keep": "" } };
  return disclosure(look, link("docx", words.asWord), link("pdf", words.asPdf));
}

async function copyAnswer(turnId, button) {
  const text = fetchText(turnId);
  try {
    await put(text);
    tell(button, words.copied, "done");
  } catch {
    tell(button, words.notCopied, "failed");
  }
}

async function fetchText(turnId) {
  const reply = await fetch(address(turnId, "text"), { credentials: "same-origin" });
  if (!reply.ok) throw new Error(String(reply.status));
  return reply.text();
}

// The text is on its way while the browser still knows that somebody pressed a button.
async function put(text) {
  if (navigator.clipboard && window.ClipboardItem) {
    const blob = text.then((found) => new Blob([found], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    return;
  }
  const area = make("textarea", { class: "almanac-unseen", "aria-hidden": "true", readonly: true });
  area.value = await text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("copy");
}

function tell(button, text, state) {
  announce(text);
  button.title = text;
  button.dataset.state = state;
  setTimeout(() => {
    button.title = words.copy;
    delete button.dataset.state;
  }, SHOWN_MS);
}
