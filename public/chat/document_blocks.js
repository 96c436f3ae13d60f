// Draws the blocks of a document: headings, paragraphs, lists, tables, with the passage marked.

import { make } from "./dom.js";
import { words } from "../words/chat.js";

export function drawn(blocks) {
  const found = document.createDocumentFragment();
  for (let at = 0; at < blocks.length; ) {
    let end = at + 1;
    if (blocks[at].cells.length) {
      while (end < blocks.length && blocks[end].cells.length && !blocks[end].columns.length) end += 1;
      found.append(table(blocks.slice(at, end)));
    } else {
      found.append(block(blocks[at]));
    }
    at = end;
  }
  return found;
}

function block(one) {
  const inside = pieces(one, [0, one.text.length]);
  if (one.kind === "heading") return make(`h${Math.min(6, 3 + Math.max(1, one.level))}`, {}, ...inside);
  const deep = one.kind === "list_item" ? ` almanac-deep-${Math.min(one.level, 3)}` : "";
  return make("p", { class: `almanac-${one.kind}${deep}` }, ...inside);
}

function table(rows) {
  const { columns } = rows[0];
  const named = columns.some(Boolean);
  const head = named && make("thead", {}, make("tr", {}, ...columns.map((name) => make("th", { scope: "col" }, name))));
  const cell = (row, span) => make("td", {}, ...(span ? pieces(row, span) : []));
  const across = (row) => make("td", { colspan: String(Math.max(columns.length, 1)) }, ...pieces(row, row.cells[0]));
  const lines = rows.map((row) =>
    make("tr", {}, ...(row.cells.length < columns.length ? [across(row)] : row.cells.map((span) => cell(row, span)))),
  );
  const whole = make("table", {}, head || null, make("tbody", {}, ...lines));
  return make("div", { class: "almanac-scroll", tabindex: "0", role: "region", "aria-label": words.table }, whole);
}

// The text from start to end, in pieces: plain, of the passage, or what the answer was made of.
function pieces({ text, marks, quoted }, [start, end]) {
  const within = ([a, b]) => [Math.max(a, start), Math.min(b, end)];
  const [pale, strong] = [marks, quoted].map((spans) => spans.map(within).filter(([a, b]) => a < b));
  const cuts = [...new Set([start, end, ...pale.flat(), ...strong.flat()])].sort((a, b) => a - b);
  const isIn = (spans, at) => spans.some(([a, b]) => a <= at && at < b);
  return cuts.slice(0, -1).map((from, i) => {
    const piece = text.slice(from, cuts[i + 1]);
    if (isIn(strong, from)) return make("mark", { class: "almanac-quoted", "aria-label": words.quoted }, piece);
    return isIn(pale, from) ? make("mark", { "aria-label": words.marked }, piece) : piece;
  });
}
