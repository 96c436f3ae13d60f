// What a person says about an answer: reasons, a comment, and what would have been right.

import { choosing } from "./document_choice.js";
import { make } from "./dom.js";
import { words } from "../words/chat.js";

// `told` marks a department's own words as of its language.
export function saying({ turnId, said, reasons, told, onsend, oncancel }) {
  const name = `why-${turnId}`;
  const comment = text(`${name}-comment`, said.comment, 2);
  const right = text(`${name}-right`, said.suggested_answer, 3);
  const document = choosing({ turnId, name: `${name}-document`, said });
  const boxes = reasons.map((reason) =>
    make("input", { type: "checkbox", name, value: reason, checked: said.reasons.includes(reason) }),
  );
  const suggests = said.suggested_answer || said.suggested_document || said.suggested_unavailable;
  const element = make(
    "form",
    { onsubmit: send, onkeydown: leave, "aria-label": words.saying },
    boxes.length ? make("fieldset", {}, make("legend", {}, words.whatWrong), ...boxes.map((box) => make("label", { class: "almanac-reason" }, box, told(make("span", {}, box.value))))) : null,
    field(comment, boxes.length ? words.comment : words.yourComment),
    make(
      "details",
      { open: Boolean(suggests) },
      make("summary", {}, words.knowsBetter),
      field(right, words.rightAnswer),
      document.element,
    ),
    make(
      "div",
      { class: "almanac-send-row" },
      make("button", { type: "submit", class: "almanac-send" }, words.send),
      make("button", { type: "button", class: "almanac-cancel", onclick: oncancel }, words.cancel),
    ),
  );

  function send(event) {
    event.preventDefault();
    onsend();
  }

  function leave(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    oncancel();
  }

  function read() {
    return {
      reasons: boxes.filter((box) => box.checked).map((box) => box.value),
      comment: comment.value.trim(),
      suggested_answer: right.value.trim(),
      ...document.read(),
    };
  }

  return { element, read, focus: () => element.querySelector("input, textarea").focus() };
}


// Each field is written in the direction of its own text.
function text(id, value, rows) {
  const area = make("textarea", { id, rows: String(rows), maxlength: "4000", dir: "auto" });
  area.value = value;
  return area;
}

function field(area, label) {
  return make("div", { class: "almanac-field" }, make("label", { for: area.id }, label), area);
}
