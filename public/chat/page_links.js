// Links from the head of the chat to the pages around it.

import { make } from "/public/chat/dom.js";
import { words } from "/public/words/chat.js";

// Chainlit would put a link of ours into a button of its own, where no keyboard finds it.
export function linkToPages() {
  const menu = document.getElementById("user-nav-button");
  if (!menu || document.getElementById("almanac-account")) return;
  // Help opens beside the conversation, so that whoever looks something up keeps what they typed.
  menu.before(link("help", { href: "/help", target: "_blank" }), link("account", { href: "/account" }));
}

function link(name, attributes) {
  const icon = make("img", { src: `/public/icons/${name}.svg`, alt: "" });
  return make("a", { id: `almanac-${name}`, ...attributes }, icon, make("span", {}, words[name]));
}
