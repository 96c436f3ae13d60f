// Choosing a document by typing a part of its name: a box with a list below it.

import { call, make } from "./dom.js";
import { say, words } from "../words/chat.js";

const WAIT_MS = 200;
const NAMES = ["suggested_source", "suggested_document", "suggested_title"];

export function choosing({ turnId, name, said }) {
  const status = make("p", { class: "almanac-hint", role: "status" });
  const box = make("input", {
    id: name,
    type: "text",
    role: "combobox",
    dir: "auto",
    autocomplete: "off",
    maxlength: "200",
    placeholder: words.nameOfDocument,
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    oninput: () => soon(WAIT_MS),
    onfocus: () => soon(0),
    onblur: close,
    onkeydown: onKey,
  });
  const place = make("div", { class: "almanac-choice" });
  const element = make("div", { class: "almanac-field" }, make("label", { for: name }, words.rightDocument), place, status);
  let chosen = said.suggested_document ? Object.fromEntries(NAMES.map((key) => [key, said[key]])) : null;
  let found = [];
  let list = null;
  let at = -1;
  let timer = 0;
  let request = 0;

  function draw({ focus = false } = {}) {
    close();
    place.replaceChildren(chosen ? chip() : box);
    if (focus) place.querySelector("input, button").focus();
  }

  function chip() {
    const title = chosen.suggested_title;
    const remove = () => {
      chosen = null;
      box.value = "";
      draw({ focus: true });
    };
    return make(
      "div",
      { class: "almanac-chosen" },
      make("bdi", { class: "almanac-title" }, title),
      make("bdi", { class: "almanac-path" }, chosen.suggested_document),
      make("button", { type: "button", "aria-label": say(words.removeDocument, { title }), onclick: remove }, "×"),
    );
  }

  function soon(wait) {
    clearTimeout(timer);
    timer = setTimeout(look, wait);
  }

  async function look() {
    const mine = (request += 1);
    const query = encodeURIComponent(box.value.trim());
    try {
      const answer = await call("GET", `/api/v1/turns/${turnId}/documents?query=${query}`);
      if (mine !== request || document.activeElement !== box) return;
      found = answer;
      show();
      const none = box.value.trim() ? words.noDocument : "";
      status.textContent = found.length ? say(words.documentsFound, { n: found.length }) : none;
    } catch {
      if (mine === request) status.textContent = words.searchFailed;
    }
  }

  function show() {
    close({ keep: true });
    if (!found.length) return;
    const options = found.map((one, i) =>
      make(
        "li",
        { id: `${name}-${i}`, role: "option", "aria-selected": "false", onclick: () => choose(i) },
        make("bdi", { class: "almanac-title" }, one.title),
        make("bdi", { class: "almanac-path" }, one.document),
      ),
    );
    // With the button of a mouse going down, the box would lose the focus, and the list go.
    const stay = (event) => event.preventDefault();
    list = make("ul", { id: `${name}-list`, role: "listbox", "aria-label": words.documents, onmousedown: stay }, ...options);
    place.append(list);
    box.setAttribute("aria-expanded", "true");
    box.setAttribute("aria-controls", list.id);
    list.scrollIntoView({ block: "nearest" });
  }

  function close({ keep = false } = {}) {
    if (keep !== true) {
      clearTimeout(timer);
      request += 1;
      status.textContent = "";
    }
    list?.remove();
    list = null;
    at = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-controls");
    box.removeAttribute("aria-activedescendant");
  }

  function point(to) {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = (to + found.length) % found.length;
    list.children[at].setAttribute("aria-selected", "true");
    list.children[at].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", list.children[at].id);
  }

  function choose(i) {
    const { source, document: path, title } = found[i];
    chosen = { suggested_source: source, suggested_document: path, suggested_title: title };
    draw({ focus: true });
  }

  function onKey(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!list) soon(0);
      else if (event.key === "ArrowDown") point(at + 1);
      else point(at < 0 ? -1 : at - 1);
    } else if (event.key === "Enter") {
      // Never the form: a name that was typed and not chosen would be lost without a word.
      event.preventDefault();
      if (list && at >= 0) choose(at);
    } else if (event.key === "Escape" && list) {
      event.stopPropagation();
      close();
    }
  }

  draw();
  if (said.suggested_unavailable) {
    element.append(make("p", { class: "almanac-hint", role: "note" }, words.documentGone));
  }
  return { element, read: () => chosen || { suggested_source: null, suggested_document: null } };
}
