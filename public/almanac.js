// Our parts of the chat's page: footers below answers, citations beside the chat, the address of
// the thread. It is a plain script, so that the page needs no permission to evaluate text as code.

import { beginTelling, tellBegun, tellNow, tellWhenEnded, tellWhenRefused } from "./chat/announcing.js";
import { footer, renew } from "./chat/answers.js";
import { hearNews, watchSending } from "./chat/delivery.js";
import { call, make, sayLanguage } from "./chat/dom.js";
import { offerDownload } from "./chat/download.js";
import { mend } from "./chat/accessible_names.js";
import { offerOlder } from "./chat/older.js";
import { linkToPages, tellHeard } from "./chat/page_links.js";
import { closePanel } from "./chat/panel.js";
import { closeByEscape } from "./chat/assistant_list.js";
import { markPlaces, offerPlaces } from "./chat/landmarks.js";
import { hearRelease } from "./chat/renewal.js";
import { openWhatGoesThrough } from "./chat/polling.js";
import { askWhoIsSignedIn, showSessionEnded, stayWhenSessionEnds } from "./chat/session.js";
import { openSource, standingOf } from "./chat/source.js";
import { offerThreadMenus } from "./chat/thread_menu.js";
import { renewSearch } from "./chat/thread_search.js";
import { marks, say, words } from "./words/chat.js";

const HOMES = ["/chat", "/chat/"];
const THREAD = /^\/chat\/thread\/([0-9a-f-]{36})/;
// While one of these is open, Escape is theirs.
const ABOVE = ["dialog", "alertdialog", "listbox", "menu"].map((role) => `[role='${role}']`).join();
const MESSAGES = ":is([data-step-type='user_message'], [data-step-type='assistant_message']) [id^='step-']";
const answers = new Map();
const threads = new Map();
// What each footer on the page was made of.
const madeOf = new WeakMap();
// Turns that this page is told of as they are written.
const followed = new Set();
let thread = threadInAddress();
let seenPath = location.pathname;
let timer = 0;
let loading = false;
let again = false;

function threadInAddress() {
  return THREAD.exec(location.pathname)?.[1] || null;
}

// The server tells through Chainlit's window message that a turn was stored, and that it is over.
window.addEventListener("message", (event) => {
  const news = event.source === window && event.origin === location.origin && event.data?.almanac;
  if (!news) return;
  hearNews(news);
  hearRelease(news);
  if (news.status === "ready") {
    lookAgain();
    return;
  }
  if (news.status === "signed out") {
    showSessionEnded();
    return;
  }
  if (news.status === "refused") {
    if (news.turn) answers.set(news.turn, null);
    if (news.turn) tellWhenRefused(news.turn);
    return;
  }
  thread = news.thread;
  threads.set(news.turn, thread);
  keepAddress(news.thread);
  if (news.status === "finished") {
    if (followed.delete(news.turn)) tellWhenEnded(news.turn);
    answers.delete(news.turn);
    soon(0);
  } else {
    if (!followed.has(news.turn)) tellBegun();
    followed.add(news.turn);
    answers.set(news.turn, null);
  }
});

// The connection was away: a turn that was followed may have ended, and if not, it is told anew.
function lookAgain() {
  for (const turn of followed) answers.delete(turn);
  followed.clear();
  soon(0);
}

// A reload must come back to the conversation on the screen, and not begin another. Chainlit goes to
// its start page also where the conversation stays, as when a change of assistant is cancelled.
function keepAddress(shown = shownThread()) {
  if (!shown || !HOMES.includes(location.pathname)) return;
  thread = shown;
  history.replaceState(history.state, "", `/chat/thread/${shown}`);
  seenPath = location.pathname;
}

function shownThread() {
  return [...messages()].map((message) => threads.get(turnOf(message))).find(Boolean);
}

function soon(wait = 150) {
  clearTimeout(timer);
  timer = setTimeout(load, wait);
}

async function load() {
  if (loading) {
    again = true;
    return;
  }
  const open = [...messages()].filter((message) => isOpen(turnOf(message)));
  const wanted = threadInAddress() || thread;
  if (!open.length || !wanted) {
    place();
    return;
  }
  loading = true;
  try {
    const found = await call("GET", `/chat/answers/${wanted}`);
    tellHeard(found.heard);
    for (const message of open) if (!answers.has(turnOf(message))) answers.set(turnOf(message), null);
    for (const [turn, answer] of Object.entries(found.answers)) {
      threads.set(turn, wanted);
      if (!followed.has(turn)) answers.set(turn, answer);
    }
    offerOlder(wanted, found, [...messages()].map(turnOf), document.querySelector("[data-step-type]"));
    if (Object.values(found.answers).some((answer) => answer.status === "streaming")) soon(3000);
  } catch (problem) {
    if (problem.status === 0 || problem.status >= 500) soon(4000);
    else for (const message of open) answers.set(turnOf(message), null);
  } finally {
    loading = false;
  }
  place();
  tellNow(answers);
  if (again) {
    again = false;
    soon();
  }
}

function isOpen(turn) {
  return !answers.has(turn) || answers.get(turn)?.status === "streaming";
}

function messages() {
  return document.querySelectorAll("[data-step-type='assistant_message'] [id^='step-']");
}

function turnOf(message) {
  return message.id.slice("step-".length);
}

function place() {
  keepAddress();
  let question = null;
  for (const message of document.querySelectorAll(MESSAGES)) {
    if (message.closest("[data-step-type='user_message']")) {
      question = message;
      continue;
    }
    const answer = answers.get(turnOf(message));
    const column = message.parentElement;
    const standing = column.querySelector(":scope > .almanac-footer");
    if (!answer) continue;
    if (!standing) column.append(footer(turnOf(message), answer));
    else if (madeOf.get(standing) !== answer) renew(standing, turnOf(message), madeOf.get(standing), answer);
    madeOf.set(column.querySelector(":scope > .almanac-footer"), answer);
    sayLanguage(textOf(message), answer.lang);
    if (question) sayLanguage(textOf(question), answer.question_lang);
    column.classList.toggle("almanac-no", answer.kind !== "answer" && answer.kind !== "failed");
    column.dataset.owner = answer.kind === "failed" ? answer.owner : "";
    column.classList.toggle("almanac-elsewhere", message.querySelector(ELSEWHERE) !== null);
    for (const link of citationLinks(message)) name(link, answer);
  }
}

function textOf(message) {
  return message.querySelector(".message-content") || message;
}

// The words of a mark are for everybody; its look is for those who see.
function showMarks(message) {
  for (const mark of message.querySelectorAll(":is(em, .italic):not(.almanac-mark)")) {
    if (marks.has(mark.textContent.trim())) mark.classList.add("almanac-mark");
  }
}

function citationLinks(message) {
  return message.querySelectorAll("a[href^='/chat/cite/']");
}

function name(link, answer) {
  const citation = answer.citations.find((c) => c.n === Number(link.textContent));
  if (!citation) return;
  const title = citation.title || words.goneTitle;
  const label = [say(words.openSource, { n: citation.n, title }), standingOf(citation)].filter(Boolean);
  link.setAttribute("aria-label", label.join(". "));
  link.lang = document.documentElement.lang;
  link.classList.toggle("almanac-dated", label.length > 1);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='/chat/cite/']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const [, , , turn, n] = link.getAttribute("href").split("/");
  const citation = answers.get(turn)?.citations.find((c) => c.n === Number(n));
  if (!citation) return;
  event.preventDefault();
  openSource(citation, link);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.querySelector(ABOVE)) closePanel();
});

// An answer has no links but its citations. The page makes one of every bare address that a model
// writes; without its target it is text again. The address of somebody who can help stays, and so
// does the way to another assistant, which asks for rights itself. Of a failed answer a model may
// have written a part, so only the owner stays there.
const ELSEWHERE = "a[href^='/chat/ask/']";
const FOREIGN = `[data-step-type] a[href]:not([href^='/chat/cite/'], ${ELSEWHERE}, .almanac-footer a)`;

function unlink() {
  for (const link of document.querySelectorAll(FOREIGN)) {
    if (link.protocol === "mailto:") link.dataset.mail = link.getAttribute("href");
    if (!canHelp(link)) link.removeAttribute("href");
  }
  for (const link of document.querySelectorAll("[data-step-type] a[data-mail]:not([href])")) {
    if (canHelp(link)) link.setAttribute("href", link.dataset.mail);
  }
}

function canHelp(link) {
  if (!link.dataset.mail) return false;
  const { owner } = link.closest("[data-owner]")?.dataset ?? {};
  return link.closest(".almanac-no") !== null || (owner && link.dataset.mail === `mailto:${owner}`);
}

// The server sends people here whose address leads to no conversation of theirs.
function noticeOfMissing() {
  if (!new URLSearchParams(location.search).has("missing")) return null;
  history.replaceState(history.state, "", location.pathname);
  const text = make("p", { role: "status" });
  const close = () => {
    missing.remove();
    missing = null;
  };
  const away = make("button", { type: "button", "aria-label": words.dismiss, onclick: close }, "×");
  // Screen readers tell what changes in a place that was there before.
  setTimeout(() => text.append(words.missing), 1000);
  return make("div", { id: "almanac-missing" }, text, away);
}

let missing = noticeOfMissing();

new MutationObserver(() => {
  // What stood there first goes once there is something to read or to type in.
  if (document.querySelector("#chat-input, [data-step-type]")) document.getElementById("almanac-skeleton")?.remove();
  mend();
  markPlaces();
  offerThreadMenus();
  renewSearch();
  tellNow(answers);
  for (const message of messages()) showMarks(message);
  linkToPages();
  offerDownload(threadInAddress() || shownThread(), document.getElementById("almanac-help"));
  unlink();
  if (missing && !missing.isConnected) document.getElementById("welcome-screen")?.append(missing);
  if (location.pathname !== seenPath) {
    seenPath = location.pathname;
    closePanel();
    soon();
  }
  if (messages().length) missing = null;
  const unknown = [...messages()].some((message) => {
    const answer = answers.get(turnOf(message));
    if (answer === undefined) return true;
    return answer && !message.parentElement.querySelector(":scope > .almanac-footer");
  });
  if (unknown) soon();
}).observe(document.documentElement, {
  childList: true,
  subtree: true,
  attributes: true,
  attributeFilter: ["href", "id", "data-aria-hidden"],
});

beginTelling();
closeByEscape();
offerPlaces();
openWhatGoesThrough();
watchSending(() => shownThread(), askWhoIsSignedIn);
stayWhenSessionEnds();
document.documentElement.classList.add("almanac");
soon(0);
