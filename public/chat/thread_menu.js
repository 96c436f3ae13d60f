// Renaming and deleting a conversation by keyboard. Chainlit's own control for that lies inside the
// link to the conversation, where no key reaches it and no screen reader tells it from the link.

import { make } from "./dom.js";
import { say, words } from "../words/chat.js";

const OPEN = "[role='menu'], [role='dialog'], [role='alertdialog']";
let opener = null;
let wasOpen = false;

export function offerThreadMenus() {
  for (const theirs of document.querySelectorAll("#thread-history #thread-options")) {
    const item = theirs.closest("li");
    const name = item?.querySelector("a .truncate")?.textContent ?? "";
    const label = say(words.optionsOf, { name });
    const ours = item?.querySelector(":scope > .almanac-thread-options");
    if (!ours) item?.append(menu(theirs, label));
    else if (ours.getAttribute("aria-label") !== label) ours.setAttribute("aria-label", label);
  }
  nameDeletion();
  giveFocusBack();
}

function menu(theirs, label) {
  const onclick = (event) => {
    opener = event.currentTarget;
    wasOpen = false;
    // It opens as if its own control had been pressed.
    theirs.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  };
  return make("button", { type: "button", class: "almanac-thread-options", "aria-label": label, "aria-haspopup": "menu", onclick }, "…");
}

// Chainlit's only alert asks whether a conversation is to be deleted, and its button says "Confirm".
function nameDeletion() {
  const button = [...document.querySelectorAll("[role='alertdialog'] button")].pop();
  const text = button && document.createTreeWalker(button, NodeFilter.SHOW_TEXT).nextNode();
  if (!text || text.data === words.delete) return;
  text.data = words.delete;
  button.classList.add("almanac-danger");
}

// The control that Chainlit would give the focus back to cannot take it.
function giveFocusBack() {
  if (!opener) return;
  if (document.querySelector(OPEN)) {
    wasOpen = true;
    return;
  }
  if (!wasOpen) return;
  const to = opener.isConnected ? opener : document.getElementById("new-chat-button");
  opener = null;
  setTimeout(() => {
    if (document.activeElement === document.body) to?.focus();
  }, 50);
}

// In Chainlit's dialog for a new name, Enter does nothing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  if (!event.target.matches?.("[role='dialog'] input:not([cmdk-input])")) return;
  event.preventDefault();
  const dialog = event.target.closest("[role='dialog']");
  [...dialog.querySelectorAll("button:not(:has(> .lucide-x))")].pop()?.click();
});
