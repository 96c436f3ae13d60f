// Files that are dropped onto a form go into its field, and what was chosen is shown before it is
// sent. Without a script the field itself does what is needed.

for (const zone of document.querySelectorAll("[data-drop]")) {
  const field = zone.querySelector("input[type=file]");
  const chosen = zone.querySelector("[data-chosen]");

  const describe = () => {
    const files = [...field.files];
    const sizes = files.map(({ size }) => size);
    const whole = sizes.reduce((sum, size) => sum + size, 0);
    const tooLarge = sizes.some((size) => size > zone.dataset.each) || whole > zone.dataset.all;
    field.setCustomValidity(tooLarge ? zone.dataset.tooLarge : "");
    const shown = files.map(({ name, size }) => `${name} (${sized(size)})`).join(", ");
    chosen.textContent = tooLarge ? `${zone.dataset.tooLarge} ${shown}` : shown;
  };

  field.addEventListener("change", describe);
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  zone.addEventListener("dragleave", (event) => {
    if (!zone.contains(event.relatedTarget)) zone.classList.remove("over");
  });
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    const dropped = new DataTransfer();
    const files = [...event.dataTransfer.files];
    for (const file of field.multiple ? files : files.slice(0, 1)) dropped.items.add(file);
    field.files = dropped.files;
    describe();
  });
}

function sized(size) {
  const large = size >= 1_000_000;
  const format = new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit",
    unit: large ? "megabyte" : "kilobyte",
    maximumFractionDigits: large ? 1 : 0,
  });
  return format.format(large ? size / 1_000_000 : Math.ceil(size / 1_000));
}
