// The panel beside the chat: it holds a source, or what an answer was made of.

import { make } from "./dom.js";
import { words } from "../words/chat.js";

const STOPS = "button:not([disabled]), a[href], input, summary, [tabindex='0']";

let panel = null;
let cameFrom = null;
let keyed = null;
let request = 0;

// Where the panel covers the conversation, Back leads from it to the conversation and not away.
const COVERED_BELOW = 1024;
const OPENED = "almanacPanel";

export function closePanel() {
  if (!panel) return;
  // Its step in the history goes with it, unless the page has gone on to another place.
  if (isOpened()) history.back();
  remove();
}

function remove() {
  panel.remove();
  panel = null;
  document.body.classList.remove("almanac-beside");
  if (cameFrom?.isConnected) cameFrom.focus();
  cameFrom = null;
}

function covers() {
  return window.innerWidth < COVERED_BELOW;
}

function isOpened() {
  return history.state?.[OPENED] === true;
}

// After a reload no panel is open.
if (isOpened()) history.replaceState({ ...history.state, [OPENED]: false }, "");

// Whoever comes to the step of a panel that was closed passes it by.
window.addEventListener("popstate", () => {
  if (panel && !isOpened()) remove();
  else if (!panel && isOpened()) history.back();
});

export function openPanel(title, opener) {
  keyed = null;
  // What is opened out of the panel itself leads back to where the panel was opened from.
  if (opener && !panel?.contains(opener)) cameFrom = opener;
  if (!panel) {
    panel = make("aside", { id: "almanac-panel", tabindex: "-1", role: "complementary" });
    panel.addEventListener("keydown", onKey);
    document.body.append(panel);
    document.body.classList.add("almanac-beside");
    if (covers() && !isOpened()) history.pushState({ ...history.state, [OPENED]: true }, "");
  }
  panel.setAttribute("aria-label", title);
  panel.replaceChildren(
    make(
      "header",
      {},
      make("h2", {}, title),
      make("button", { type: "button", class: "almanac-close", "aria-label": words.close, onclick: closePanel }, "×"),
    ),
    make("div", { class: "almanac-body", tabindex: "0", role: "region", "aria-label": title }),
  );
  panel.focus();
}

function onKey(event) {
  if (event.key === "Escape") {
    event.stopPropagation();
    closePanel();
    return;
  }
  keyed?.(event);
  // On a phone the panel covers everything, so the focus must not wander behind it.
  if (event.key !== "Tab" || !covers()) return;
  const stops = [...panel.querySelectorAll(STOPS)].filter((stop) => stop.checkVisibility());
  const [first, last] = [stops[0], stops[stops.length - 1]];
  if (event.shiftKey && (document.activeElement === first || document.activeElement === panel)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && document.activeElement === last) {
    event.preventDefault();
    first.focus();
  }
}

// Lets what is shown lead back to what was shown before.
export function offerBack(label, goBack) {
  const back = make("button", { type: "button", class: "almanac-back", "aria-label": label, title: label, onclick: goBack }, "‹");
  panel?.querySelector("header").prepend(back);
}

// Of several things that are on their way to the panel, only the last one counts.
export function take() {
  const mine = (request += 1);
  return () => mine === request && panel !== null;
}

export function whenKeyed(handler) {
  keyed = handler;
}

export function body() {
  return panel?.querySelector(".almanac-body");
}

export function fill(...children) {
  body()?.replaceChildren(...children);
}
