// Taking the conversation on the screen along, to read or for programs.

import { told } from "/public/words/about.js";
import { make } from "/public/chat/dom.js";

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
  const choices = make("div", { id: `${ID}-choices`, hidden: true, onclick: onChoice }, make("p", {}, told.takeAlong), ...downloads(thread));
  const button = make(
    "button",
    { type: "button", "aria-expanded": "false", "aria-controls": choices.id, "aria-label": told.takeAlong, title: told.takeAlong, onclick: () => (choices.hidden ? open() : close()) },
    make("img", { src: "/public/icons/download.svg", alt: "" }),
    make("span", {}, told.take),
  );
  const whole = make("div", { id: ID, "data-thread": thread, onkeydown: onKey, onfocusout: onLeave }, button, choices);

  function open() {
    choices.hidden = false;
    button.setAttribute("aria-expanded", "true");
    choices.querySelector("a").focus();
    document.addEventListener("pointerdown", onPress, true);
  }

  function close({ back = false } = {}) {
    choices.hidden = true;
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", onPress, true);
    if (back) button.focus();
  }

  function onChoice(event) {
    if (event.target.closest("a")) close({ back: true });
  }

  function onKey(event) {
    if (event.key !== "Escape" || choices.hidden) return;
    event.stopPropagation();
    close({ back: true });
  }

  function onPress(event) {
    if (!whole.contains(event.target)) close();
  }

  function onLeave(event) {
    if (event.relatedTarget && !whole.contains(event.relatedTarget)) close();
  }

  return whole;
}
