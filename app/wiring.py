"""Which part really stands behind each protocol; what opens here closes here.

`app.parts.records` picks what needs the database and the lake, `app.parts.backends` the indexes and
the models, and `app.parts.service` all that answers over them.
"""

from __future__ import annotations

from app.parts.records import Records, open_records
from app.parts.service import Parts, open_parts

__all__ = ["Parts", "Records", "open_parts", "open_records"]
