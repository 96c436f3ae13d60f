// The page of a document: it begins at its passage, and arrow keys turn its pages.

const [GAP, FOLD] = [0.25, 0.75];
const page = document.querySelector("img[data-marked-at]");

// A mark in a picture has no place of its own that an address could lead to.
function toMark() {
  const top = page.getBoundingClientRect().top + Number(page.dataset.markedAt) * page.offsetHeight;
  if (top > innerHeight * FOLD) scrollBy({ top: top - innerHeight * GAP });
}

if (page?.complete) toMark();
else page?.addEventListener("load", toMark);

document.addEventListener("keydown", (event) => {
  const way = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (!way || event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, .scroll")) return;
  document.querySelector(`.pager a[rel='${way}']`)?.click();
});
