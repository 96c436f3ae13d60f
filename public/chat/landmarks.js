// The places of the page for those who go through it by keyboard or by headings: a skip link, F6, one
// heading for the page, one for each question and one for each answer.

import { make } from "./dom.js";
import { say, words } from "../words/chat.js";

const QUESTIONS = "[data-step-type='user_message'] .message-content:not([role])";
const ANSWERS = "[data-step-type='assistant_message'] [id^='step-']";

export function offerPlaces() {
  document.body.prepend(
    make(
      "nav",
      { id: "almanac-skip", "aria-label": words.skip.places },
      make("button", { type: "button", onclick: toAnswer }, words.skip.toAnswer),
      make("button", { type: "button", onclick: toQuestion }, words.skip.toQuestion),
    ),
  );
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F6" || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (document.activeElement?.closest("[data-step-type], .almanac-footer, #almanac-panel")) toQuestion();
    else toAnswer();
  });
}

export function markPlaces() {
  const main = document.querySelector("main");
  if (main) nameMain(main);
  for (const question of document.querySelectorAll(QUESTIONS)) {
    question.setAttribute("role", "heading");
    question.setAttribute("aria-level", "2");
  }
  for (const answer of document.querySelectorAll(ANSWERS)) {
    const column = answer.parentElement;
    if (column.querySelector(":scope > h3")) continue;
    column.prepend(make("h3", { class: "almanac-unseen" }, words.answer));
  }
  // Each paragraph calls itself an article, which it is not.
  for (const part of document.querySelectorAll("[role='article']")) part.removeAttribute("role");
}

function nameMain(main) {
  const assistant = document.getElementById("chat-profiles")?.textContent.trim();
  const title = assistant ? say(words.pageOfAssistant, { name: assistant }) : "Almanac";
  let heading = main.querySelector(":scope > h1");
  if (!heading) {
    heading = make("h1", { class: "almanac-unseen" });
    main.prepend(heading);
  }
  if (heading.textContent !== title) heading.textContent = title;
}

function toAnswer() {
  const last = [...document.querySelectorAll(ANSWERS)].pop();
  if (!last) {
    toQuestion();
    return;
  }
  last.setAttribute("tabindex", "-1");
  last.focus({ preventScroll: true });
  last.scrollIntoView({ block: "start" });
}

function toQuestion() {
  document.getElementById("chat-input")?.focus();
}
