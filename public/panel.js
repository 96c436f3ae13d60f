// The panel beside the chat: a source at its page, or what an answer was made of.

import { call, make } from "/public/dom.js";
import { locale, say, words } from "/public/words.js";

let panel = null;
let cameFrom = null;
let request = 0;

export function openSource(citation, opener) {
  show(`${words.source} ${citation.n}`, opener);
  load(citation, citation.page || 1, true);
}

export async function openReceipt(turnId, opener) {
  show(words.receipt, opener);
  const mine = (request += 1);
  fill(make("p", { class: "almanac-wait" }, words.loading));
  try {
    const receipt = await call("GET", `/api/v1/turns/${turnId}/receipt`);
    if (mine === request) fill(...receiptParts(receipt));
  } catch {
    if (mine === request) fill(make("p", { class: "almanac-problem", role: "alert" }, words.failed));
  }
}

export function closePanel() {
  if (!panel) return;
  panel.remove();
  panel = null;
  document.body.classList.remove("almanac-beside");
  if (cameFrom?.isConnected) cameFrom.focus();
  cameFrom = null;
}

function show(title, opener) {
  cameFrom = opener || cameFrom;
  if (!panel) {
    panel = make("aside", { id: "almanac-panel", tabindex: "-1", role: "complementary" });
    panel.addEventListener("keydown", onKey);
    document.body.append(panel);
    document.body.classList.add("almanac-beside");
  }
  panel.setAttribute("aria-label", title);
  panel.replaceChildren(
    make(
      "header",
      {},
      make("h2", {}, title),
      make("button", { type: "button", class: "almanac-close", "aria-label": words.close, onclick: closePanel }, "×"),
    ),
    make("div", { class: "almanac-body", tabindex: "0", role: "region", "aria-label": title }),
  );
  panel.focus();
}

function onKey(event) {
  if (event.key === "Escape") {
    event.stopPropagation();
    closePanel();
    return;
  }
  // On a phone the panel covers everything, so the focus must not wander behind it.
  if (event.key !== "Tab" || window.innerWidth >= 1024) return;
  const stops = [...panel.querySelectorAll("button:not([disabled]), a[href], [tabindex='0']")];
  const [first, last] = [stops[0], stops[stops.length - 1]];
  if (event.shiftKey && (document.activeElement === first || document.activeElement === panel)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && document.activeElement === last) {
    event.preventDefault();
    first.focus();
  }
}

function fill(...children) {
  panel?.querySelector(".almanac-body").replaceChildren(...children);
}

async function load(citation, number, atPassage) {
  const mine = (request += 1);
  fill(make("p", { class: "almanac-wait", role: "status" }, words.loading));
  const chunk = encodeURIComponent(citation.chunk_id);
  const path = `/api/v1/documents/${encodeURIComponent(citation.document_id)}/pages/${number}?chunk=${chunk}`;
  try {
    const page = await call("GET", path);
    if (mine === request) fill(...pageParts(citation, page));
    if (mine === request && atPassage) toPassage();
  } catch {
    if (mine === request) fill(make("p", { class: "almanac-problem", role: "alert" }, words.noSource));
  }
}

function pageParts(citation, page) {
  const parts = [make("h3", {}, page.title)];
  const where = [page.source, page.section].filter(Boolean).join(" › ");
  if (where) parts.push(make("p", { class: "almanac-where" }, where));
  if (page.notice) parts.push(make("p", { class: "almanac-notice", role: "note" }, page.notice));
  if (page.pages) parts.push(pager(citation, page));
  parts.push(page.kind === "image" ? picture(page) : text(page.blocks));
  if (page.shortened) parts.push(make("p", { class: "almanac-where" }, words.shortened));
  parts.push(make("p", {}, make("a", { href: page.original_url, download: true }, words.original)));
  return parts;
}

function pager(citation, page) {
  const turn = (label, sign, target) =>
    make(
      "button",
      {
        type: "button",
        "aria-label": label,
        disabled: target < 1 || target > page.pages,
        onclick: async () => {
          await load(citation, target, target === citation.page);
          panel?.querySelector(`button[aria-label="${label}"]:not([disabled])`)?.focus();
        },
      },
      sign,
    );
  return make(
    "nav",
    { class: "almanac-pager", "aria-label": words.page },
    turn(words.previous, "‹", page.page - 1),
    make("span", { "aria-live": "polite" }, say(words.pageOf, page)),
    turn(words.next, "›", page.page + 1),
  );
}

function picture(page) {
  const alt = say(words.pageOf, page);
  // The picture is for the eyes; the same page as text is for screen readers.
  return make(
    "figure",
    {},
    make("img", { src: page.image_url, alt, class: "almanac-page", onload: toPassage }),
    make("figcaption", { class: "almanac-unseen" }, text(page.blocks)),
  );
}

function text(blocks) {
  return make("div", { class: "almanac-text" }, ...blocks.map(block));
}

function block({ kind, text: content, level, marks }) {
  const pieces = [];
  let end = 0;
  for (const [from, to] of marks) {
    pieces.push(content.slice(end, from), make("mark", { "aria-label": words.marked }, content.slice(from, to)));
    end = to;
  }
  pieces.push(content.slice(end));
  if (kind === "heading") return make(`h${Math.min(6, 3 + Math.max(1, level))}`, {}, ...pieces);
  return make("p", { class: `almanac-${kind}` }, ...pieces);
}

function toPassage() {
  panel?.querySelector(".almanac-text mark")?.scrollIntoView({ block: "center" });
}

const SHORT_HASH = 12;

function receiptParts(receipt) {
  const json = JSON.stringify(receipt, null, 2);
  return [
    facts(words.facts, receipt),
    make("details", {}, make("summary", {}, words.details), facts(words.detailed, receipt)),
    make("details", {}, make("summary", {}, words.allFacts), make("pre", { tabindex: "0" }, json)),
  ];
}

function facts(labels, receipt) {
  const list = make("dl", {});
  for (const [name, label] of Object.entries(labels)) {
    const shown = factOf(name, receipt);
    if (shown === null || shown === undefined || shown === "") continue;
    list.append(make("dt", {}, label), make("dd", { title: name.endsWith("_hash") && receipt[name] }, String(shown)));
  }
  return list;
}

function factOf(name, receipt) {
  const value = receipt[name];
  if (name === "configuration") return [receipt.profile, receipt.configuration_number].filter(Boolean).join(" ");
  if (value === null || value === undefined) return null;
  if (name === "asked_at") return moment(value);
  if (name === "passages") return value.length;
  if (name === "evidence") return number(value, { style: "percent" });
  if (name === "total_ms") return duration(value);
  if (name.endsWith("_hash")) return `${value.slice(0, SHORT_HASH)}…`;
  return value;
}

function moment(instant) {
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" }).format(new Date(instant));
}

function duration(milliseconds) {
  const style = { style: "unit", maximumSignificantDigits: 2 };
  if (milliseconds < 1000) return number(milliseconds, { ...style, unit: "millisecond" });
  return number(milliseconds / 1000, { ...style, unit: "second" });
}

function number(value, style) {
  return new Intl.NumberFormat(locale, style).format(value);
}
