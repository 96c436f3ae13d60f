// Asking a question again, or edited: the new answer stands at the end, the old one stays with its
// reaction, and each leads to the other.

import { askAgain } from "./delivery.js";
import { make } from "./dom.js";
import { tool } from "./tools.js";
import { say, words } from "../words/chat.js";

const LONGEST = 8000;

// Gives the two buttons, and the place where the question can be edited.
export function askingAgain(turnId, answer) {
  const place = make("div", { class: "almanac-why almanac-edit" });
  const again = tool("again", words.askAgain, () => send(answer.question));
  const edit = tool("edit", words.editQuestion, () => (place.firstChild ? close() : open()));
  edit.setAttribute("aria-expanded", "false");

  function send(text) {
    // Whoever presses twice means one question. A disabled button would lose the keyboard.
    if (again.hasAttribute("aria-disabled") || !askAgain(text, turnId)) return false;
    again.setAttribute("aria-disabled", "true");
    setTimeout(() => again.removeAttribute("aria-disabled"), 2000);
    return true;
  }

  function open() {
    const field = make("textarea", { id: `edit-${turnId}`, rows: "3", maxlength: String(LONGEST), dir: "auto", onkeydown: onKey });
    field.value = answer.question;
    const form = make(
      "form",
      { onsubmit, onkeydown: onEscape, "aria-label": words.editQuestion },
      make("div", { class: "almanac-field" }, make("label", { for: field.id }, words.yourQuestion), field),
      make(
        "div",
        { class: "almanac-send-row" },
        make("button", { type: "submit", class: "almanac-send" }, words.ask),
        make("button", { type: "button", class: "almanac-cancel", onclick: leave }, words.cancel),
      ),
    );
    place.replaceChildren(form);
    edit.setAttribute("aria-expanded", "true");
    field.focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest" });

    function onsubmit(event) {
      event.preventDefault();
      const text = field.value.trim();
      if (text && send(text)) leave();
    }

    // As where questions are typed: Enter asks, and Shift with Enter begins a line.
    function onKey(event) {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    }
  }

  function onEscape(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    leave();
  }

  function leave() {
    close();
    edit.focus({ preventScroll: true });
  }

  function close() {
    place.replaceChildren();
    edit.setAttribute("aria-expanded", "false");
  }

  return { buttons: [again, edit], place };
}

// Tells which of several answers to one question this is, and leads to the others.
export function siblings(answer) {
  if (!answer.siblings) return null;
  const { all, number } = answer.siblings;
  return make(
    "p",
    { class: "almanac-siblings" },
    way("‹", words.siblingBefore, all[number - 2]),
    make("span", {}, say(words.siblingOf, { n: number, all: all.length })),
    way("›", words.siblingAfter, all[number]),
  );
}

function way(sign, label, turnId) {
  const onclick = () => {
    const message = document.getElementById(`step-${turnId}`);
    message?.setAttribute("tabindex", "-1");
    message?.focus({ preventScroll: true });
    message?.scrollIntoView({ block: "start" });
  };
  return make("button", { type: "button", "aria-label": label, title: label, disabled: !turnId, onclick }, sign);
}
