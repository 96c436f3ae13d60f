// A run of checks while it goes on. Without a script its page is loaded again by hand.

const section = document.querySelector("[data-events]");
const events = new EventSource(section.dataset.events);

events.addEventListener("progress", ({ data }) => {
  const { done } = JSON.parse(data);
  section.querySelector("[data-done]").textContent = done;
  section.querySelector("progress").value = done;
});
events.addEventListener("ended", () => {
  events.close();
  location.reload();
});
