// A button that shows what stands below it, and hides it again: by Escape, a choice, or a look away.

import { make, picture } from "./dom.js";

// `label` names the button for everybody, `words` stand beside its icon; `content` is what it shows.
export function disclosure({ id, icon, label, words = label, attributes = {} }, ...content) {
  const choices = make("div", { id: `${id}-choices`, class: "almanac-choices", hidden: true, onclick: onChoice }, ...content);
  const button = make(
    "button",
    { type: "button", "aria-expanded": "false", "aria-controls": choices.id, "aria-label": label, title: label, onclick: () => (choices.hidden ? open() : close()) },
    make("img", { src: picture(`icons/${icon}.svg`), alt: "" }),
    make("span", {}, words),
  );
  const whole = make("div", { id, class: "almanac-disclosure", ...attributes, onkeydown: onKey, onfocusout: onLeave }, button, choices);

  function open() {
    choices.hidden = false;
    button.setAttribute("aria-expanded", "true");
    choices.querySelector("a, button").focus();
    document.addEventListener("pointerdown", onPress, true);
  }

  function close({ back = false } = {}) {
    choices.hidden = true;
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", onPress, true);
    if (back) button.focus();
  }

  function onChoice(event) {
    if (event.target.closest("a, button")) close({ back: true });
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
