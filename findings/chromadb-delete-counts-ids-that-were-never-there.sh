#!/usr/bin/env bash
# chromadb 1.5.9: `delete(ids=...)` answers with the number of ids that were named, not of rows deleted.
# Expected: {'deleted': 0} for an id that is not there, as `delete(where=...)` says for no match.
# Seen: {'deleted': 1}, while the collection has as many rows as before. And a query that is limited to an
#   id that is not there ends in an InternalError, where `get` answers with nothing.
# Here: retrieval/indexes/dense.py asks what is there, and never counts by that answer.
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
from chromadb.errors import InternalError

client = chromadb.PersistentClient(sys.argv[1], settings=Settings(anonymized_telemetry=False))
notes = client.create_collection("notes", embedding_function=None)
notes.add(ids=["one"], embeddings=[[1.0, 0.0]], metadatas=[{"kind": "note"}])
print("chromadb", importlib.metadata.version("chromadb"))
print("by condition", notes.delete(where={"kind": "other"}), "rows", notes.count())
print("by id", notes.delete(ids=["two"]), "rows", notes.count())
print("get", notes.get(ids=["two"])["ids"])
try:
    print("query", notes.query(query_embeddings=[[1.0, 0.0]], ids=["two"])["ids"])
except InternalError:
    print("query InternalError")
PYTHON
)
echo "$seen"
[ "$seen" = "chromadb 1.5.9
by condition {'deleted': 0} rows 1
by id {'deleted': 1} rows 1
get []
query InternalError" ] || { echo "It behaves otherwise now." >&2; exit 1; }
