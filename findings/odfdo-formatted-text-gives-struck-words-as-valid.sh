#!/usr/bin/env bash
# odfdo 3.27.3: `get_formatted_text()` gives words that are struck through like all others.
# Expected: the formatted text marks what the format strikes out, as `to_markdown()` of the same document.
# Seen: an old and a new dose stand side by side as if both held; only the Markdown has the old one struck.
# Here: retrieval/parsing/open_document/styles.py reads the styles itself, and struck words are marked.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet odfdo==3.27.3
cd "$folder"
seen=$(env/bin/python - <<'PYTHON'
import importlib.metadata

from odfdo import Document, Element

written = Document("text")
struck = (
    '<style:style style:name="gone" style:family="text">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
)
written.insert_style(Element.from_tag(struck), automatic=True)
written.body.append(
    Element.from_tag(
        '<text:p>The dose is <text:span text:style-name="gone">30 mg</text:span> 15 mg.</text:p>'
    )
)
written.save("dose.odt")
read = Document("dose.odt")
print("odfdo", importlib.metadata.version("odfdo"))
print("text    ", read.get_formatted_text().strip())
print("Markdown", read.to_markdown().strip())
PYTHON
)
echo "$seen"
[ "$seen" = "odfdo 3.27.3
text     The dose is 30 mg 15 mg.
Markdown The dose is ~~30 mg~~ 15 mg." ] || { echo "It behaves otherwise now." >&2; exit 1; }
