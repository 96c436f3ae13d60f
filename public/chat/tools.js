// The small buttons below an answer.

import { make } from "./dom.js";

export function tool(name, label, onclick) {
  return make(
    "button",
    { type: "button", class: `almanac-tool almanac-${name}`, title: label, onclick },
    make("span", { class: "almanac-icon", "data-icon": name, "aria-hidden": "true" }),
    make("span", { class: "almanac-tool-words" }, label),
  );
}
