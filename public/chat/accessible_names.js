// Names and roles for controls that Chainlit's page leaves without.

import { words } from "../words/chat.js";

const MENDED = [
  ["#user-nav-button", { "aria-label": words.menu }],
  ["#sidebar-trigger-button", { "aria-label": words.sidebar }],
  ["#theme-toggle", { "aria-label": words.theme }],
  ["#chat-profiles", { "aria-label": words.assistant }],
  ["#search-chats-button", { "aria-label": words.search }],
  ["#new-chat-button", { "aria-label": words.newChat }],
  ["#chat-submit", { "aria-label": words.send }],
  ["#stop-button", { "aria-label": words.stop }],
  ["[data-sidebar='rail']", { "aria-label": words.sidebar }],
  ["#thread-history a > button", { tabindex: "-1" }],
  // On a narrow page a table is wider than its frame; without a stop there the keyboard cannot move it.
  [".ai-message div:has(> table)", { tabindex: "0", role: "region", "aria-label": words.table }],
  ["button:has(> .lucide-arrow-down)", { "aria-label": words.latest }],
  ["#welcome-screen img:not([alt])", { alt: "" }],
  ["[role='dialog'] button:has(> .lucide-x)", { "aria-label": words.closeDialog }],
  ["[cmdk-input]", { "aria-label": words.search }],
  ["[cmdk-list]", { "aria-label": words.conversations }],
  ["[role='dialog'][data-sidebar]", { "aria-label": words.conversations }],
  ["div[data-sidebar='sidebar']:has(#thread-history)", { role: "navigation", "aria-label": words.conversations }],
  ["ol[data-sonner-toaster]", { role: "group" }],
  ["ul:has(> #thread-history)", { role: "group" }],
];

// What is in a name before it is ours: what another control had from here, or English words that
// Chainlit's translations do not reach.
const ENGLISH = ["Toggle Sidebar", "Suggestions"];
const OURS = new Set([...ENGLISH, ...MENDED.flatMap(([, attributes]) => Object.values(attributes))]);

// The icon of an assistant says nothing that its name beside it does not.
const DECORATIVE = ".ai-message img[alt]:not([alt='']), #chat-profiles img[alt]:not([alt=''])";

export function mend() {
  for (const image of document.querySelectorAll(DECORATIVE)) image.alt = "";
  closeBehindMenus();
  for (const [selector, attributes] of MENDED) {
    for (const control of document.querySelectorAll(selector)) {
      for (const [name, value] of Object.entries(attributes)) {
        const given = control.getAttribute(name);
        // The page makes one control out of another, which keeps the name it had from here.
        if (given === null || (given !== value && OURS.has(given))) control.setAttribute(name, value);
      }
    }
  }
}

// Behind an open menu or dialog Chainlit hides the page from screen readers; to the keyboard it
// would still be there.
function closeBehindMenus() {
  for (const part of document.querySelectorAll("[data-aria-hidden='true']:not([inert])")) part.inert = true;
  for (const part of document.querySelectorAll("[inert]:not([data-aria-hidden='true'])")) part.inert = false;
}
