// A draft that saves itself as somebody types. Without a script its form is sent by its button.

import { follow } from "./others.js";
import { Saving } from "./saving.js";
import { offer } from "./variables.js";

const form = document.querySelector("#editor");
const said = document.querySelector("#save-said");
const newer = document.querySelector("#newer");
const beside = document.querySelector("#live-beside");
const followed = document.querySelectorAll("form[data-follows]");
const language = document.documentElement.lang;
const locale = navigator.languages.find((known) => known.slice(0, 2) === language) || language;
const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short" });

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
const time = (at) => clock.format(new Date(at));

function say(text, failed = false) {
  said.classList.toggle("failed", failed);
  // A screen reader hears what changes; the same once more is no news.
  if (said.textContent !== text) said.textContent = text;
}

const why = { away: form.dataset.away, out: form.dataset.out, gone: form.dataset.gone, large: form.dataset.large };

const heard = {
  saving: () => say(form.dataset.saving),
  saved: ({ at, revision }) => {
    say(filled(form.dataset.saved, { time: time(at) }));
    for (const other of followed) other.elements.revision.value = revision;
  },
  failed: ({ kind, reason }) => say(filled(form.dataset.notSaved, { why: reason ?? why[kind] }), true),
  brought: () => say(form.dataset.back),
  // Somebody else saved, or asked for a review: what to do about it is for a person to say.
  changed: ({ by, at, status }) => {
    const moved = status !== form.dataset.status;
    newer.querySelector("p").textContent = moved ? form.dataset.moved : filled(form.dataset.newer, { who: by, time: time(at) });
    newer.querySelector(".actions").hidden = false;
    newer.querySelector("[data-do='over']").hidden = moved;
    say("");
  },
  settled: () => {
    newer.querySelector("p").textContent = "";
    newer.querySelector(".actions").hidden = true;
    beside.replaceChildren();
  },
  checked: show,
};

// What the server says of the text as it stands: it alone knows what is right.
function show({ problems, variables, difference, wrong, invalid, values }) {
  replace("#live-problems", problems);
  replace("#live-variables", variables);
  replace("#live-difference", difference);
  for (const place of document.querySelectorAll("[id^='e-']")) {
    const name = place.id.slice(2);
    place.textContent = wrong[name] ?? "";
    place.hidden = !wrong[name];
    const field = document.getElementById(`f-${name}`);
    if (invalid.includes(name)) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
  for (const [name, value] of Object.entries(values)) for (const one of document.querySelectorAll(`[data-variable="${name}"]`)) one.title = value;
}

function replace(where, html) {
  const place = document.querySelector(where);
  if (place && place.dataset.html !== html) {
    place.innerHTML = html;
    place.dataset.html = html;
  }
}

const saving = new Saving(form, (what, news = {}) => heard[what](news));
for (const one of document.querySelectorAll("[data-scripted]")) one.hidden = false;
offer(document.querySelector("#f-prompt"), document.querySelectorAll(".variables [data-variable]"), form.dataset.choose);

form.addEventListener("input", () => saving.typed());
form.addEventListener("submit", (event) => {
  // Under review a save makes another draft, which has a page of its own.
  if (!saving.saves || event.submitter?.name === "over") return saving.leave();
  event.preventDefault();
  saving.press();
});

const actions = {
  look: async () => {
    const html = await saving.compare();
    if (!html) return;
    beside.innerHTML = html;
    const section = beside.querySelector("section");
    section.scrollIntoView({ block: "start" });
    section.focus({ preventScroll: true });
  },
  take: () => {
    saving.leave();
    location.replace(location.pathname);
  },
  over: () => saving.over(),
};
newer.addEventListener("click", ({ target }) => actions[target.dataset.do]?.());

// What follows from a draft goes by its newest text: first it is saved, then the way goes on.
for (const other of followed) {
  other.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (other.dataset.sent) return;
    other.dataset.sent = "yes";
    const button = event.submitter;
    if (other.action.endsWith("/discard") ? await saving.settle() : await saving.flush()) {
      saving.leave();
      other.elements.revision.value = saving.revision;
      other.submit();
    } else {
      delete other.dataset.sent;
      said.scrollIntoView({ block: "nearest" });
      button?.focus();
    }
  });
}
// A page that a browser shows again by its button for back.
addEventListener("pageshow", () => followed.forEach((other) => delete other.dataset.sent));
document.addEventListener("click", async (event) => {
  const link = event.target.closest("main a[href^='/admin/drafts/']");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || !saving.saves || !saving.dirty) return;
  // Whoever loads the draft again wants what is saved.
  if (link.pathname === location.pathname) return saving.leave();
  event.preventDefault();
  if (await saving.flush()) location.assign(link.href);
});

if (form.dataset.status === "open") follow(form.action, saving);
saving.bringBack();
