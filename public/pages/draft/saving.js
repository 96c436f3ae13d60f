// Saves what stands in a form, one request after the other, and keeps what could not be saved.
//
// `tell(what, news)` hears: saving, saved, failed, brought, changed, settled, checked.

const PAUSE_MS = 1000;
const RETRY_MS = [2_000, 5_000, 15_000, 30_000];
// A request that outlives its page may carry no more.
const OUTLIVES = 60_000;

export class Saving {
  #form;
  #tell;
  #running = null;
  #timer = 0;
  #tries = 0;
  // Sent, and nobody knows whether it arrived: it goes first, and exactly so, the next time.
  #uncertain = null;
  #refused = null;
  #failed = false;
  #newest = null;
  #left = false;

  constructor(form, tell) {
    this.#form = form;
    this.#tell = tell;
    this.revision = form.elements.revision.value;
    // A page that says why a text was not saved holds it all the same.
    this.#failed = "unsaved" in form.dataset;
    this.stored = this.#failed ? null : this.text();
    addEventListener("online", () => this.#failed && this.flush());
    addEventListener("pagehide", () => this.#hide());
    addEventListener("pageshow", () => (this.#left = false));
    document.addEventListener("visibilitychange", () => document.hidden || !this.#failed || this.flush());
    // What is only waiting for its turn is sent while the page goes; what cannot be sent is not lost silently.
    addEventListener("beforeunload", (event) => this.dirty && !this.#left && (this.#failed || this.#newest) && event.preventDefault());
  }

  // Whether the text saves itself: not where a save would end a review, nor over another one's text.
  get saves() {
    return this.#form.dataset.status === "open" && !this.#newest;
  }

  get dirty() {
    return this.text() !== this.stored;
  }

  get idle() {
    return !this.#running;
  }

  text() {
    const data = new URLSearchParams(new FormData(this.#form));
    data.delete("revision");
    return data.toString();
  }

  typed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#keep();
      if (this.saves) this.flush();
      else this.#check();
    }, PAUSE_MS);
  }

  // Saves until nothing is left to save; tells whether that is so.
  flush() {
    clearTimeout(this.#timer);
    this.#running ??= this.#run().finally(() => (this.#running = null));
    return this.#running;
  }

  // Whoever presses the button hears that it is saved, also where it was before.
  press() {
    this.stored = this.#refused = null;
    return this.flush();
  }

  // Waits for what is under way, and saves nothing more.
  async settle() {
    clearTimeout(this.#timer);
    await this.#running;
    return true;
  }

  // Whoever chose to go loses what they chose to lose.
  leave() {
    this.#left = true;
    clearTimeout(this.#timer);
    sessionStorage.removeItem(this.#key);
  }

  // Another one's text is newer.
  meet(news) {
    if (news.revision === this.#newest?.revision && news.status === this.#newest?.status) return;
    this.#newest = news;
    this.#keep();
    this.#tell("changed", news);
  }

  // Saved over what another one saved, by whoever has seen that it is there.
  over() {
    this.revision = this.#newest.revision;
    this.#newest = null;
    // Theirs is what is stored now, so that even the text of before is a change.
    this.stored = null;
    this.#tell("settled");
    return this.flush();
  }

  async compare() {
    const reply = await this.#post("compare", this.text());
    return reply.html ?? void this.#tell("failed", { kind: reply.kind, reason: reply.why });
  }

  // What was typed and not saved before the page was loaded again.
  bringBack() {
    const kept = JSON.parse(sessionStorage.getItem(this.#key) || "null");
    sessionStorage.removeItem(this.#key);
    if (!kept || kept.writer !== this.#writer || kept.text === this.stored) return;
    this.#fill(new URLSearchParams(kept.text));
    this.#tell("brought");
    // The very text that was on its way arrived: what follows is no conflict.
    const arrived = kept.revision === this.revision || kept.sent === this.stored;
    if (this.#form.dataset.status !== "open") this.#check();
    else if (arrived) this.flush();
    // The server says who was faster.
    else (this.revision = kept.revision), this.flush();
  }

  get #key() {
    return `almanac-draft-${this.#form.getAttribute("action")}`;
  }

  get #writer() {
    return this.#form.elements.writer.value;
  }

  async #run() {
    while (this.saves && (this.dirty || this.#uncertain)) {
      const body = this.#uncertain ?? this.text();
      if (body === this.#refused) return false;
      this.#tell("saving");
      const reply = await this.#post("typed", body);
      if (reply.problems) this.#tell("checked", reply);
      this.#failed = reply.kind !== "saved";
      this.#uncertain = reply.kind === "away" ? body : null;
      if (this.#failed) return this.#notSaved(reply, body);
      this.#tries = 0;
      this.revision = this.#form.elements.revision.value = reply.revision;
      this.stored = body;
      this.#keep();
      this.#tell("saved", reply);
    }
    return !this.dirty;
  }

  #notSaved(reply, body) {
    if (reply.kind === "changed") {
      this.meet(reply);
      return false;
    }
    this.#keep();
    this.#tell("failed", { kind: reply.kind, reason: reply.why });
    // The same text would be refused again; another one, or a connection, may do.
    if (reply.kind === "refused" || reply.kind === "large") this.#refused = body;
    else if (reply.kind !== "gone") {
      const wait = Math.max(RETRY_MS[Math.min(this.#tries++, RETRY_MS.length - 1)], reply.wait ?? 0);
      this.#timer = setTimeout(() => this.flush(), wait);
    }
    return false;
  }

  async #check() {
    const reply = await this.#post("check", this.text());
    if (reply.problems) this.#tell("checked", reply);
    else if (reply.kind !== "away") this.#tell("failed", { kind: reply.kind, reason: reply.why });
  }

  async #post(what, body) {
    let reply;
    try {
      reply = await fetch(`${this.#form.action}/${what}`, {
        method: "POST",
        body: new URLSearchParams([["revision", this.revision], ...new URLSearchParams(body)]),
        redirect: "manual",
        keepalive: body.length < OUTLIVES,
      });
      // Whoever is not signed in is led to the sign-in.
      if (reply.type === "opaqueredirect") return { kind: "out" };
      if (reply.status === 404) return { kind: "gone" };
      if (reply.status === 413) return { kind: "large" };
      if (reply.status === 429) return { kind: "away", wait: 1000 * Number(reply.headers.get("Retry-After")) || 0 };
      if (reply.status >= 500) return { kind: "away" };
      const news = await reply.json();
      return reply.ok ? { ...news, kind: "saved" } : { kind: "refused", why: news.error?.message, ...news };
    } catch {
      return { kind: "away" };
    }
  }

  // Only in this tab, and only for who wrote it; every tab has its own.
  #keep() {
    if (!this.dirty) return sessionStorage.removeItem(this.#key);
    const kept = { writer: this.#writer, revision: this.revision, text: this.text(), sent: this.#uncertain };
    try {
      sessionStorage.setItem(this.#key, JSON.stringify(kept));
    } catch {
      // Where there is no room, the text is in the form still, and whoever leaves is asked.
      this.#failed = true;
    }
  }

  #hide() {
    if (this.#left || !this.dirty) return;
    this.#keep();
    if (this.saves && !this.#running) this.#post("typed", this.text());
  }

  #fill(values) {
    for (const field of this.#form.elements) {
      if (!field.name || field.type === "hidden" || field.type === "submit") continue;
      if (field.type === "checkbox") field.checked = values.has(field.name);
      else if (values.has(field.name)) field.value = values.get(field.name);
    }
  }
}
