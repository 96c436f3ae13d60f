#!/usr/bin/env bash
# chromadb 1.5.9: an upsert over an existing id merges metadata, and keeps a document that is left out.
# Expected: the record is what was upserted last, as with a fresh id.
# Seen: keys that the new metadata no longer has stay and still match a filter, and so does the text. To
#   take a key away it must be written as None. A mark that opens a record for a group thus stays open.
# Here: retrieval/indexes/dense.py writes its one key each time; the database says who may read a chunk.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet chromadb==1.5.9
seen=$("$folder/env/bin/python" - "$folder/store" <<'PYTHON'
import importlib.metadata
import sys

import chromadb
from chromadb.config import Settings

client = chromadb.PersistentClient(sys.argv[1], settings=Settings(anonymized_telemetry=False))
notes = client.create_collection("notes", embedding_function=None)
notes.add(
    ids=["one"], embeddings=[[1.0, 0.0]], documents=["old text"], metadatas=[{"open_to": "everybody"}]
)
print("chromadb", importlib.metadata.version("chromadb"))
notes.upsert(ids=["one"], embeddings=[[0.0, 1.0]], metadatas=[{"version": 2}])
record = notes.get(ids=["one"])
print(sorted(record["metadatas"][0].items()), record["documents"])
print("still found as open:", notes.get(where={"open_to": "everybody"})["ids"])
notes.upsert(ids=["one"], embeddings=[[0.0, 1.0]], metadatas=[{"version": 2, "open_to": None}])
print("after None:", notes.get(where={"open_to": "everybody"})["ids"])
PYTHON
)
echo "$seen"
[ "$seen" = "chromadb 1.5.9
[('open_to', 'everybody'), ('version', 2)] ['old text']
still found as open: ['one']
after None: []" ] || { echo "It behaves otherwise now." >&2; exit 1; }
