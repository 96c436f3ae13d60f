// The variables of a prompt: inserted by a press, or chosen from a list that opens at "{".
//
// What a prompt may name stands on the page; whether it is right says the server alone.

const OPENED = /\{\{?[ \t]*(\w*)$/;

export function offer(prompt, places, announced) {
  const names = [...places].map((place) => place.dataset.variable);
  const list = Object.assign(document.createElement("ul"), { id: "choices", className: "choices", hidden: true });
  const heard = Object.assign(document.createElement("p"), { className: "unseen" });
  heard.setAttribute("role", "status");
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", prompt.labels[0].firstChild.textContent.trim());
  prompt.closest(".field").append(list, heard);
  prompt.setAttribute("aria-autocomplete", "list");
  let chosen = -1;

  for (const place of places) place.replaceWith(button(place));

  function button(place) {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: place.textContent, title: place.title });
    made.dataset.variable = place.dataset.variable;
    made.addEventListener("click", () => insert(place.dataset.variable));
    return made;
  }

  function opened() {
    const { selectionStart: at, selectionEnd: end, value } = prompt;
    return at === end ? OPENED.exec(value.slice(Math.max(0, at - 80), at)) : null;
  }

  function insert(name) {
    const found = opened();
    const behind = /^[ \t]*\}{1,2}/.exec(prompt.value.slice(prompt.selectionEnd, prompt.selectionEnd + 8));
    prompt.focus();
    if (found) prompt.setSelectionRange(prompt.selectionStart - found[0].length, prompt.selectionEnd + (behind?.[0].length ?? 0));
    // As typing does it, so that it can be undone.
    if (!document.execCommand("insertText", false, `{{${name}}}`)) prompt.setRangeText(`{{${name}}}`, prompt.selectionStart, prompt.selectionEnd, "end");
    close();
  }

  function close() {
    list.hidden = true;
    chosen = -1;
    heard.textContent = "";
    prompt.removeAttribute("aria-activedescendant");
    prompt.removeAttribute("aria-controls");
  }

  function open() {
    const found = opened();
    const fitting = found ? names.filter((name) => name.startsWith(found[1]) && name !== found[1]) : [];
    if (!fitting.length) return close();
    list.replaceChildren(...fitting.map(choice));
    list.hidden = false;
    prompt.setAttribute("aria-controls", list.id);
    place();
    // One brace may be meant as it stands: only with two is Enter taken for a choice at once.
    choose(found[0].startsWith("{{") ? 0 : -1);
    const text = announced.replace("{n}", fitting.length);
    if (heard.textContent !== text) heard.textContent = text;
  }

  function choice(name, index) {
    const one = Object.assign(document.createElement("li"), { id: `choice-${index}`, textContent: name });
    one.setAttribute("role", "option");
    one.dataset.name = name;
    const value = document.querySelector(`.variables [data-variable="${name}"]`)?.title;
    if (value) one.append(Object.assign(document.createElement("span"), { textContent: value }));
    return one;
  }

  function choose(index) {
    chosen = index;
    [...list.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === index)));
    if (index < 0) prompt.removeAttribute("aria-activedescendant");
    else prompt.setAttribute("aria-activedescendant", list.children[index].id);
  }

  // Below the line of the caret, which a copy of the text tells.
  function place() {
    const box = prompt.closest(".field");
    const mirror = Object.assign(document.createElement("div"), { className: "mirror" });
    const look = getComputedStyle(prompt);
    for (const name of ["font", "letterSpacing", "lineHeight", "padding", "border", "boxSizing"]) mirror.style[name] = look[name];
    mirror.style.width = `${prompt.offsetWidth}px`;
    mirror.textContent = prompt.value.slice(0, prompt.selectionStart);
    const caret = mirror.appendChild(document.createElement("span"));
    caret.textContent = "\u200b";
    box.append(mirror);
    const top = prompt.offsetTop + Math.min(caret.offsetTop - prompt.scrollTop + caret.offsetHeight, prompt.offsetHeight);
    list.style.top = `${top + 4}px`;
    list.style.left = `${Math.max(0, Math.min(caret.offsetLeft, box.offsetWidth - list.offsetWidth))}px`;
    mirror.remove();
  }

  const keys = {
    ArrowDown: () => choose((chosen + 1) % list.children.length),
    ArrowUp: () => choose((chosen <= 0 ? list.children.length : chosen) - 1),
    Escape: close,
    Enter: () => chosen >= 0 && insert(list.children[chosen].dataset.name),
    Tab: () => chosen >= 0 && insert(list.children[chosen].dataset.name),
  };
  prompt.addEventListener("keydown", (event) => {
    const act = list.hidden || event.isComposing || event.ctrlKey || event.metaKey ? null : keys[event.key];
    if (act && act() !== false) event.preventDefault();
  });
  prompt.addEventListener("input", open);
  prompt.addEventListener("blur", close);
  prompt.addEventListener("click", () => opened() || close());
  // Before the prompt loses the focus.
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const one = event.target.closest("[data-name]");
    if (one) insert(one.dataset.name);
  });
}
