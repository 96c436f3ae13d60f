// Trying a draft: both sides appear while they are written. Without a script the page comes whole.

const form = document.querySelector("#trial");
const sides = document.querySelector("#sides");
const status = document.querySelector("#trial-said");
const place = (side) => document.querySelector(`[data-side="${side}"] .reply-of`);

function say(text) {
  status.textContent = text;
}

// Where the text of a side grows until the whole of it comes from the server.
function growing(side) {
  const box = place(side);
  let text = box.querySelector(".growing");
  if (!text) {
    text = document.createElement("p");
    text.className = "said reply growing";
    box.replaceChildren(text);
  }
  return text;
}

const heard = {
  waiting: ({ side, ahead }) => (growing(side).textContent = `${form.dataset.waits} ${ahead}`),
  passages: ({ side }) => (growing(side).textContent = ""),
  token: ({ side, text }) => growing(side).append(text),
  reset: ({ side }) => (growing(side).textContent = ""),
  done: ({ side, html }) => {
    place(side).innerHTML = html;
  },
  error: ({ message }) => {
    throw new Error(message);
  },
};

function take(block) {
  // A line of events ends at "\n" alone; a text may hold what a regular expression takes for an end.
  const fields = new Map(block.split("\n").map((line) => [line.slice(0, line.indexOf(": ")), line.slice(line.indexOf(": ") + 2)]));
  const [name, data] = [fields.get("event"), fields.get("data")];
  if (name && data) heard[name]?.(JSON.parse(data));
}

async function listen(reply) {
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    blocks.forEach(take);
  }
}

async function ask() {
  const reply = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { Accept: "text/event-stream" },
  });
  // What is refused is a page, with the reason on it.
  if (!reply.headers.get("content-type")?.startsWith("text/event-stream")) return form.submit();
  sides.hidden = false;
  for (const side of ["draft", "live"]) if (!place(side).querySelector(".quiet")) growing(side).textContent = form.dataset.writes;
  say(form.dataset.writes);
  await listen(reply);
  say(form.dataset.done);
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  // A button that is disabled loses the focus, and whoever works by keyboard their place.
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true";
  status.className = "unseen";
  try {
    await ask();
  } catch (error) {
    say(`${form.dataset.lost} ${error.message}`);
    status.className = "notice";
  } finally {
    button.ariaDisabled = null;
  }
});
