// Chainlit's search lists what there was when the page was opened, however long ago that is. Each
// time that it opens it is asked again, as if somebody had typed.

const FIELD = "[role='dialog'] [cmdk-input]";
let open = null;

export function renewSearch() {
  const field = document.querySelector(FIELD);
  if (field === open) return;
  open = field;
  if (!field) return;
  const typed = field.value;
  type(field, `${typed} `);
  setTimeout(() => {
    // Whoever was quicker is searching already.
    if (field.value === `${typed} `) type(field, typed);
    // What was searched for last is written over by whoever searches for something else.
    if (field.value === typed) field.select();
  });
}

// The page keeps its own note of what a field holds, and believes only what goes past it.
function type(field, text) {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
