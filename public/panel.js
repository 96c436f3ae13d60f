// The panel beside the chat: it holds a source, or what an answer was made of.

import { call, make } from "/public/dom.js";
import { locale, words } from "/public/words.js";

let panel = null;
let cameFrom = null;
let keyed = null;
let request = 0;

export async function openReceipt(turnId, opener) {
  openPanel(words.receipt, opener);
  const mine = take();
  fill(make("p", { class: "almanac-wait" }, words.loading));
  try {
    const receipt = await call("GET", `/api/v1/turns/${turnId}/receipt`);
    if (mine()) fill(...receiptParts(receipt));
  } catch {
    if (mine()) fill(make("p", { class: "almanac-problem", role: "alert" }, words.failed));
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

export function openPanel(title, opener) {
  keyed = null;
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
  keyed?.(event);
  // On a phone the panel covers everything, so the focus must not wander behind it.
  if (event.key !== "Tab" || window.innerWidth >= 1024) return;
  const stops = [...panel.querySelectorAll("button:not([disabled], [hidden]), a[href], input, [tabindex='0']")];
  const [first, last] = [stops[0], stops[stops.length - 1]];
  if (event.shiftKey && (document.activeElement === first || document.activeElement === panel)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && document.activeElement === last) {
    event.preventDefault();
    first.focus();
  }
}

// Of several things that are on their way to the panel, only the last one counts.
export function take() {
  const mine = (request += 1);
  return () => mine === request && panel !== null;
}

export function whenKeyed(handler) {
  keyed = handler;
}

export function body() {
  return panel?.querySelector(".almanac-body");
}

export function fill(...children) {
  body()?.replaceChildren(...children);
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
