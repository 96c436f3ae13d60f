// A source beside the chat: the document at its page, the passage marked, its neighbours in reach.

import { call, make } from "./dom.js";
import { body, fill, openPanel, take, whenKeyed } from "./panel.js";
import { drawn } from "./document_blocks.js";
import { day, say, words } from "../words/chat.js";

const [GAP, FOLD] = [0.25, 0.75];
let shown = null;
let wanted = 1;

export function openSource(citation, opener) {
  openPanel(`${words.source} ${citation.n}`, opener);
  whenKeyed(turnPage);
  shown = null;
  if (citation.standing === "unavailable") fill(make("p", { class: "almanac-notice", role: "note" }, words.standing.unavailable), make("p", {}, words.unavailableStep));
  else load(citation, citation.page || 1, { atPassage: true });
}

// What became of the document since the answer, in the reader's language; nothing where it still holds.
export function standingOf(citation) {
  const said = words.standing[citation.standing];
  return said ? say(said, { since: citation.since ? say(words.since, { day: day(citation.since) }) : "" }) : "";
}

async function load(citation, number, { atPassage = false, focus = "" } = {}) {
  const mine = take();
  wanted = number;
  if (!shown) fill(make("p", { class: "almanac-wait", role: "status" }, words.loading));
  try {
    const page = await call("GET", addressOf(citation, number, "/api/v1"));
    if (!mine()) return;
    shown = { citation, page };
    fill(...parts(citation, page));
    if (focus) (body().querySelector(`[data-turn='${focus}']:not([disabled])`) || body()).focus();
    if (atPassage) toPassage();
  } catch (problem) {
    if (!mine()) return;
    shown = null;
    fill(make("p", { class: "almanac-problem", role: "alert" }, problem.status === 503 ? words.notNow : words.noSource));
  }
}

function addressOf(citation, number, base = "", start) {
  const query = new URLSearchParams();
  if (citation.chunk_id) query.set("chunk", citation.chunk_id);
  if (citation.turn) query.set("turn", citation.turn);
  if (start !== undefined) query.set("start", start);
  return `${base}/documents/${encodeURIComponent(citation.document_id)}/pages/${number}?${query}`;
}

function parts(citation, page) {
  const found = [make("h3", {}, page.title)];
  if (page.section) found.push(make("p", { class: "almanac-where" }, page.section));
  const notice = (page.notice && standingOf(citation)) || page.notice;
  if (notice) found.push(make("p", { class: "almanac-notice", role: "note" }, notice, newer(citation, page)));
  if (page.confidence !== null) {
    const said = page.confidence < 0.8 ? words.machineReadDoubtful : words.machineRead;
    found.push(make("p", { class: "almanac-where", role: "note" }, said));
  }
  if (page.pages > 1) found.push(pager(citation, page));
  found.push(page.kind === "image" ? picture(page) : text(citation, page));
  found.push(
    make(
      "p",
      { class: "almanac-ways" },
      make("a", { href: `${addressOf(citation, page.page)}#passage`, target: "_blank" }, words.ownPage),
      make("a", { href: page.original_url, download: true }, words.original),
    ),
  );
  return found;
}

function newer(citation, page) {
  if (!page.successor) return null;
  const { document_id, title } = page.successor;
  const target = { n: citation.n, document_id, standing: "current" };
  const label = say(words.newer, { title });
  return make("button", { type: "button", class: "almanac-newer", onclick: () => load(target, 1, { focus: "body" }) }, label);
}

function pager(citation, page) {
  const slides = page.unit === "slide";
  const go = (target, focus) => load(citation, target, { atPassage: target === citation.page, focus });
  const turn = (name, label, sign, target) =>
    make(
      "button",
      {
        type: "button",
        "data-turn": name,
        "aria-label": label,
        disabled: target < 1 || target > page.pages,
        onclick: () => go(target, name),
      },
      sign,
    );
  const number = make("input", {
    type: "number",
    min: "1",
    max: String(page.pages),
    value: String(page.page),
    "data-turn": "number",
    "aria-label": slides ? words.chooseSlide : words.choosePage,
    onchange: (e) => {
      const chosen = Math.round(Number(e.currentTarget.value));
      if (chosen >= 1 && chosen <= page.pages && chosen !== page.page) go(chosen, "number");
      else e.currentTarget.value = String(page.page);
    },
  });
  return make(
    "nav",
    { class: "almanac-pager", "aria-label": slides ? words.slide : words.page },
    turn("previous", slides ? words.previousSlide : words.previous, "‹", page.page - 1),
    make("span", { class: "almanac-unit" }, slides ? words.slide : words.page, " ", number, " ", say(words.of, page)),
    turn("next", slides ? words.nextSlide : words.next, "›", page.page + 1),
    make("span", { class: "almanac-unseen", role: "status" }, say(slides ? words.slideOf : words.pageOf, page)),
  );
}

// The keys turn pages wherever they do nothing else.
function turnPage(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step || !shown?.page.pages || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target.closest("input, .almanac-scroll")) return;
  // Whoever presses twice means two pages, also while the first is on its way.
  const target = wanted + step;
  if (target < 1 || target > shown.page.pages) return;
  event.preventDefault();
  load(shown.citation, target, { atPassage: target === shown.citation.page, focus: step < 0 ? "previous" : "next" });
}

function picture(page) {
  const alt = say(words.pageOf, page);
  const image = make("img", { src: page.image_url, alt, class: "almanac-page" });
  image.addEventListener("load", () => {
    if (page.marked_at === null || !body()) return;
    const top = image.getBoundingClientRect().top + page.marked_at * image.offsetHeight - body().getBoundingClientRect().top;
    if (top > body().clientHeight * FOLD) body().scrollBy({ top: top - body().clientHeight * GAP });
  });
  // The picture is for the eyes; the same page as text is for screen readers.
  return make("figure", {}, image, make("figcaption", { class: "almanac-unseen" }, drawn(page.blocks)));
}

function text(citation, page) {
  const place = make("div", { class: "almanac-text" }, drawn(page.blocks));
  const before = more(words.before);
  const after = more(words.after);
  let [first, end] = [page.first, page.first + page.blocks.length];
  const size = Math.max(end - first, 1);

  function more(label) {
    return make("button", { type: "button", class: "almanac-more-text" }, label);
  }

  async function fetchPart(start, until, put) {
    const mine = take();
    try {
      const part = await call("GET", addressOf(citation, page.page, "/api/v1", start));
      if (mine()) put(part.blocks.slice(0, until - start));
    } catch {
      if (mine()) place.append(make("p", { class: "almanac-problem", role: "alert" }, words.noSource));
    }
  }

  function draw() {
    before.hidden = first <= 0;
    after.hidden = end >= page.total;
  }

  before.addEventListener("click", () => {
    const start = Math.max(0, first - size);
    fetchPart(start, first, (blocks) => {
      const height = body().scrollHeight;
      place.prepend(drawn(blocks));
      first = start;
      draw();
      // What was on the screen stays where it was.
      body().scrollTop += body().scrollHeight - height;
    });
  });
  after.addEventListener("click", () => {
    fetchPart(end, page.total, (blocks) => {
      place.append(drawn(blocks));
      end += blocks.length;
      draw();
    });
  });
  draw();
  return make("div", { class: "almanac-reading" }, before, place, after);
}

function toPassage() {
  const passage = body()?.querySelector(".almanac-text mark.almanac-quoted") || body()?.querySelector(".almanac-text mark");
  passage?.scrollIntoView({ block: "center" });
}
