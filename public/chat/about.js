// What an answer was made of, told to the person who got it.

import { told } from "../words/about.js";
import { call, make } from "./dom.js";
import { downloads } from "./download.js";
import { fill, offerBack, openPanel, take } from "./panel.js";
import { openSource, standingOf } from "./source.js";
import { locale, say, words } from "../words/chat.js";

// How much of the question the passages answer: below the first hardly, below the second in part.
const STEPS = [0.5, 0.75];
const SHORT_HASH = 12;
const ENDED = ["completed", "stopped", "failed"];

export function aboutButton(turnId, answer) {
  return make(
    "button",
    { type: "button", class: "almanac-about", title: told.about, onclick: (e) => openAbout(turnId, answer, e.currentTarget) },
    make("span", { class: "almanac-i", "aria-hidden": "true" }, "i"),
    make("span", { class: "almanac-about-words" }, told.about),
  );
}

async function openAbout(turnId, answer, opener) {
  openPanel(told.about, opener);
  const mine = take();
  fill(make("p", { class: "almanac-wait", role: "status" }, words.loading));
  try {
    const receipt = await call("GET", `/api/v1/turns/${encodeURIComponent(turnId)}/receipt`);
    if (mine()) fill(...parts(receipt, answer));
  } catch (problem) {
    const why = problem.status === 401 ? words.signedOut : told.failed;
    if (mine()) fill(make("p", { class: "almanac-problem", role: "alert" }, why));
  }
}

function parts(receipt, answer) {
  return [
    list(facts(receipt, answer)),
    make("h3", {}, told.passages),
    passages(receipt, answer),
    ...leftOut(receipt),
    ...unverified(receipt),
    support(receipt.turn_id),
    make(
      "details",
      {},
      make("summary", {}, told.details),
      list(Object.entries(told.detailed).map(([name, label]) => [label, shortened(name, receipt[name]), receipt[name]])),
    ),
    ...thoughts(receipt),
    make("p", { class: "almanac-ways" }, make("span", {}, told.takeAlong), ...downloads(receipt.thread_id)),
    make("details", {}, make("summary", {}, told.everything), make("pre", { tabindex: "0" }, JSON.stringify(receipt, null, 2))),
  ];
}

function list(rows) {
  const found = make("dl", {});
  for (const [label, text, whole] of rows) {
    const said = [text].flat().filter(Boolean);
    if (!said.length) continue;
    found.append(make("dt", {}, label), ...said.map((each) => make("dd", { title: each === whole ? null : whole }, each)));
  }
  return found;
}

function shortened(name, value) {
  return value && name.endsWith("_hash") ? `${value.slice(0, SHORT_HASH)}…` : value;
}

function facts(receipt, answer) {
  const number = receipt.configuration_number;
  // What a model used is told also where it was stopped; of an answer that broke off when the
  // service did, nobody knows.
  const free = receipt.route ? receipt.quotes : ENDED.includes(receipt.status);
  return [
    [told.asked, moment(receipt.asked_at)],
    [told.assistant, say(told.version, { name: answer.assistant || receipt.profile, number })],
    [told.understood, understood(receipt)],
    [told.result, result(receipt)],
    [told.sure, [evidence(receipt), verified(receipt)]],
    [told.search, receipt.retrieval_parameters?.words_alone ? told.wordsAlone : ""],
    [told.by, author(receipt)],
    [told.time, time(receipt)],
    [told.tokens, free && receipt.input_tokens === null ? told.none : tokens(receipt)],
    [told.price, free && receipt.price === null ? told.none : price(receipt)],
  ];
}

function understood({ question, standalone_question }) {
  return standalone_question && standalone_question !== question ? standalone_question : "";
}

function result({ kind, status, answer, route, passages: found }) {
  const own = kind === "answer" && status === "completed" && !route && !found.length;
  const what = own ? told.smallTalk : (answer && told.kinds[kind]) || told.nothing;
  return status === "completed" ? what : `${what}. ${told.states[status]}.`;
}

function evidence({ evidence: share, passages: found }) {
  if (share === null || !found.length) return "";
  const step = STEPS.filter((edge) => share >= edge).length;
  return say(told.evidenceOf, { words: told.evidence[step], share: number(share, { style: "percent" }) });
}

// What of the answer was verified is another thing than how well the search fits.
function verified({ verified_sentences: held, unverified_sentences: not, answer_withdrawn: withdrawn }) {
  if (held === null) return "";
  if (withdrawn) return told.withdrawn;
  if (!held && !not) return told.noClaims;
  const counts = { verified: number(held), all: number(held + not), unverified: number(not) };
  return say(not ? told.unverified : told.verified, counts);
}

function unverified({ sentences, passages_with_orders: orders }) {
  const failed = (sentences || []).filter(({ verdict }) => verdict === "unverified" || verdict === "contradicted");
  const items = failed.map(({ text, reason }) =>
    make("li", {}, make("span", {}, text || told.leftOutSentence), " ", make("span", { class: "almanac-where" }, told.reasons[reason] || reason)),
  );
  const said = orders ? [make("p", { class: "almanac-state" }, told.orders)] : [];
  if (items.length) said.push(make("h3", {}, told.sentences), make("ul", { class: "almanac-read" }, ...items));
  return said;
}

// What the model thought, for those who may read its instructions; nobody has checked it.
function thoughts({ thoughts: said }) {
  if (!said) return [];
  const text = make("p", { class: "almanac-thoughts", tabindex: "0" }, said);
  return [make("details", {}, make("summary", {}, told.thoughts), make("p", { class: "almanac-where" }, told.unchecked), text)];
}

function author({ route, model, quotes, status, prompt_hash }) {
  if (!route && status === "completed") return told.nobody;
  if (!route) return status === "failed" && prompt_hash ? told.unreached : told.unknown;
  return quotes ? say(told.quotes, { route }) : say(told.model, { route, model });
}

function time({ total_ms, retrieval_ms, first_token_ms }) {
  if (total_ms === null) return told.unknown;
  const [total, retrieval, first] = [total_ms, retrieval_ms, first_token_ms].map(duration);
  return retrieval && first ? say(told.took, { total, retrieval, first }) : total;
}

function tokens({ input_tokens, output_tokens }) {
  if (input_tokens === null) return told.unknown;
  return say(told.counted, { input: number(input_tokens), output: number(output_tokens) });
}

function price({ price: amount, currency }) {
  if (amount === null) return told.unknown;
  return number(Number(amount), { style: "currency", currency, maximumSignificantDigits: 3 });
}

function passages(receipt, answer) {
  const searched = Object.keys(receipt.retrieval_parameters || {}).length > 0;
  if (!receipt.passages.length) return make("p", {}, searched ? told.noPassages : told.unknown);
  const markers = new Map(receipt.citations.map((citation) => [citation.chunk_id, citation.n]));
  const items = receipt.passages.map((passage) => passageItem(passage, markers.get(passage.chunk_id), receipt, answer));
  return make("ol", { class: "almanac-read" }, ...items);
}

// What was found and had no place in the model; what the reader may not see has no name.
function leftOut({ left_out: out }) {
  if (!out) return [];
  const names = [...new Set(out.passages.map((passage) => passage.document?.split("/").pop()).filter(Boolean))];
  const said = [];
  if (out.passages.length) said.push(say(told.noRoom, { count: number(out.passages.length), names: names.join(", ") || "–" }));
  if (out.exchanges) said.push(say(told.forgotten, { count: number(out.exchanges) }));
  return [make("p", {}, said.join(" "))];
}

function passageItem(passage, n, receipt, answer) {
  const cited = n === undefined ? told.read : say(told.cited, { n });
  const note = make("span", { class: n === undefined ? "almanac-where" : "almanac-cited" }, cited);
  if (passage.standing === "unavailable") return make("li", {}, make("span", {}, told.gone), " ", note);
  // What is known of a citation already, the day since when it is another among it.
  const known = answer.citations.find((citation) => citation.n === n);
  const target = known || { ...passage, turn: receipt.turn_id, n: "", standing: passage.standing || "current" };
  const standing = standingOf(target);
  const page = passage.page && `${known?.unit === "slide" ? words.slide : words.page} ${passage.page}`;
  const where = [page, passage.section?.split(" > ").pop()].filter(Boolean).join(" · ");
  const show = (event) => {
    openSource(target, event.currentTarget);
    offerBack(told.back, () => openAbout(receipt.turn_id, answer));
  };
  return make(
    "li",
    {},
    make(
      "button",
      { type: "button", class: "almanac-passage", "aria-label": say(told.open, { title: [passage.title, where].filter(Boolean).join(" ") }), onclick: show },
      make("span", {}, passage.title),
      " ",
      where ? make("span", { class: "almanac-where" }, where) : null,
    ),
    " ",
    note,
    standing ? make("span", { class: "almanac-standing" }, standing) : null,
  );
}

function support(turnId) {
  const status = make("span", { class: "almanac-where", role: "status" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(turnId);
      status.textContent = told.copied;
    } catch {
      // Without permission, the number is marked, so that two keys copy it.
      getSelection().selectAllChildren(code);
    }
  };
  const code = make("code", {}, turnId);
  const button = make("button", { type: "button", class: "almanac-more", "aria-label": told.copy, onclick: copy }, told.copy);
  return make("div", { class: "almanac-support" }, make("p", {}, told.support), code, button, status);
}

function moment(instant) {
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" }).format(new Date(instant));
}

function duration(milliseconds) {
  if (milliseconds === null) return "";
  const style = { style: "unit", maximumSignificantDigits: 2 };
  if (milliseconds < 1000) return number(milliseconds, { ...style, unit: "millisecond" });
  return number(milliseconds / 1000, { ...style, unit: "second" });
}

function number(value, style = {}) {
  return new Intl.NumberFormat(locale, style).format(value);
}
