// The list of assistants, which Escape closes at once.
//
// What is told of the assistant under the mouse stands in front of it, and takes the first Escape for
// itself; somebody who wants the list gone would have to press twice, and see nothing happen once.

const OPEN = "#chat-profiles[data-state='open']";
// What is told of an assistant fades away, and takes Escape until it is gone.
const MOST_FRAMES = 60;

export function closeByEscape() {
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape" && event.isTrusted && document.querySelector(OPEN)) pressAgain(MOST_FRAMES);
    },
    true,
  );
}

function pressAgain(left) {
  requestAnimationFrame(() => {
    if (!left || !document.querySelector(OPEN)) return;
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
    pressAgain(left - 1);
  });
}
