// Hears of what others save while this page is open.

const EVERY_MS = 5_000;

export function follow(draft, saving) {
  let timer = 0;

  async function look() {
    clearTimeout(timer);
    // Its own save is no news; a page that nobody looks at asks nothing.
    if (!document.hidden && saving.idle) await ask();
    timer = setTimeout(look, EVERY_MS);
  }

  async function ask() {
    try {
      const reply = await fetch(`${draft}/state`, { redirect: "manual" });
      if (!reply.ok) return;
      const news = await reply.json();
      const newer = news.revision > Number(saving.revision) || news.status !== "open";
      if (newer && saving.idle) saving.meet(news);
    } catch {
      // Without a connection there is nothing to hear; the next save tells its writer so.
    }
  }

  document.addEventListener("visibilitychange", () => document.hidden || look());
  timer = setTimeout(look, EVERY_MS);
}
