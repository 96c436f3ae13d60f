// Times as the reader's own clock shows them; without a script they stand there in UTC.

const language = document.documentElement.lang;
const locale = navigator.languages.find((known) => known.slice(0, 2) === language) || language;
const forms = {
  time: new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }),
  second: new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" }),
  day: new Intl.DateTimeFormat(locale, { dateStyle: "medium" }),
};

for (const time of document.querySelectorAll("time[data-local]")) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime())) continue;
  time.title = time.textContent.trim();
  time.textContent = forms[time.dataset.local].format(at);
}
for (const note of document.querySelectorAll("[data-in-utc]")) note.remove();
