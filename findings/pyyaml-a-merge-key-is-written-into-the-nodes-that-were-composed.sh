#!/usr/bin/env bash
# PyYAML 6.0.3: constructing a value changes the nodes it is made of, where they hold `<<`.
# Expected: a tree of nodes can be looked at for lines and repeated keys before or after its content
#   was made of it, as it is the file that was read.
# Seen: what `<<` brings is put in front of the mapping's own pairs, in the nodes themselves. A key
#   that is said anew then stands there twice, the first with the line of the anchor.
# Here: gateway/configuration/yaml_lines.py puts the pairs back after it has made the content.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet "PyYAML==6.0.3"
seen=$("$folder/env/bin/python" - <<'PYTHON'
import importlib.metadata

import yaml

TEXT = """\
one: &one
  name: first
  size: 1
two:
  <<: *one
  name: second
"""


def keys(tree):
    two = tree.value[1][1]
    return " ".join(f"{key.value}@{key.start_mark.line + 1}" for key, _ in two.value)


print(importlib.metadata.version("PyYAML"))
tree = yaml.compose(TEXT, Loader=yaml.SafeLoader)
print("composed:", keys(tree))
print("content:", yaml.constructor.SafeConstructor().construct_document(tree)["two"])
print("afterwards:", keys(tree))
PYTHON
)
echo "$seen"
[ "$seen" = "6.0.3
composed: <<@5 name@6
content: {'name': 'second', 'size': 1}
afterwards: name@2 size@3 name@6" ] || { echo "It behaves otherwise now." >&2; exit 1; }
