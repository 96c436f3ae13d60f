// Links from the head of the chat to the pages around it, which are the same for all pages.

import { disclosure } from "./disclosure.js";
import { make, picture } from "./dom.js";
import { words } from "../words/chat.js";

// The server writes into the page which pages its person finds.
const PLACES = JSON.parse(document.getElementById("almanac-places")?.textContent || "[]");
const ALWAYS = ["help", "account"];

// Chainlit would put a link of ours into a button of its own, where no keyboard finds it.
export function linkToPages() {
  const menu = document.getElementById("user-nav-button");
  if (!menu || document.getElementById("almanac-account")) return;
  const managed = PLACES.filter((place) => place.manages);
  if (managed.length) menu.before(manage(managed));
  menu.before(...PLACES.filter((place) => ALWAYS.includes(place.name)).map(link));
  mark();
}

// What departments told about reactions stands on the account page; who goes there has read it.
const HEARD = "almanac-heard";
let latest = "";

export function tellHeard(at) {
  latest = at || "";
  mark();
}

function mark() {
  const unread = latest > (localStorage.getItem(HEARD) || "");
  for (const link of document.querySelectorAll("#almanac-account, .almanac-to-account")) {
    const dot = link.querySelector(".almanac-dot");
    if (unread && !dot) link.append(make("span", { class: "almanac-dot" }, make("span", { class: "almanac-unseen" }, ` ${words.heard}`)));
    if (!unread) dot?.remove();
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("#almanac-account, .almanac-to-account") && latest) localStorage.setItem(HEARD, latest);
});

function link({ name, path, label }) {
  // Help opens beside the conversation, so that whoever looks something up keeps what they typed.
  const target = name === "help" ? "_blank" : null;
  const icon = make("img", { src: picture(`icons/${name}.svg`), alt: "" });
  return make("a", { id: `almanac-${name}`, href: path, target }, icon, make("span", {}, label));
}

function manage(places) {
  // In the narrowest windows it takes up the account, too.
  const account = PLACES.filter((place) => place.name === "account");
  const links = [...account, ...places].map(({ name, path, label }) => make("a", { href: path, class: `almanac-to-${name}` }, label));
  return disclosure({ id: "almanac-manage", icon: "manage", label: words.manage }, ...links);
}
