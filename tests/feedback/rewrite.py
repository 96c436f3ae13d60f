"""Write ``docs/lake.md`` anew: ``python -m tests.feedback.rewrite``."""

from __future__ import annotations

from feedback.describing import describe_lake
from tests.feedback.test_describing import PAGE

if __name__ == "__main__":
    PAGE.write_text(describe_lake(), "utf-8")
