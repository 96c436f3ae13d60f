"""What the processes that begin as forks have behind them: imports, and nothing that runs.

The chat's framework is not among them, since it reads the environment while it is imported.
"""

from __future__ import annotations

import gc
import importlib
import sys
import threading

# What commands, and the service, import where they need it.
for _name in (
    "app.commands.main",
    "app.commands.errors",
    "app.commands.service.ingesting",
    "app.service",
    "app.turns.keeping.pdf_file",
    "app.turns.keeping.word_file",
    "chromadb.api.rust",
    "gateway.quoting.similarity",
    "gateway.serving",
    "mcp.client.session",
    "retrieval.opening",
    "retrieval.viewing.viewer",
    "socketio",
):
    importlib.import_module(_name)

assert "chainlit" not in sys.modules
# A thread would be missing in every fork.
assert threading.active_count() == 1
gc.collect()
gc.freeze()
