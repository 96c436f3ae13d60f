// Work that takes long, while it goes on. Without a script its page is loaded again by hand.

const section = document.querySelector("[data-events]");
const events = new EventSource(section.dataset.events);

events.addEventListener("progress", ({ data }) => {
  const { done, planned } = JSON.parse(data);
  const bar = section.querySelector("progress");
  section.querySelector("[data-done]").textContent = done;
  const all = section.querySelector("[data-planned]");
  if (all) {
    all.textContent = planned;
    bar.max = planned || 1;
  }
  bar.value = done;
});
events.addEventListener("ended", () => {
  events.close();
  location.reload();
});
