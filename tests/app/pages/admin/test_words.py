"""The words of the console: the same in every language, and every one that a page asks for."""

from __future__ import annotations

import re
from typing import get_args

from app.checks.roles import MYSELF, OFFERED
from app.pages.admin.words.languages import FIELDS, WORDS
from app.pages.words.knowledge import KNOWLEDGE
from app.settings import ROOT
from assistants.answers import AnswerKind
from assistants.profiles import Configuration
from assistants.provenance import Way
from assistants.publishing.reviews import ReviewStatus
from evaluation.checks import Origin
from evaluation.comparison import Verdict
from evaluation.runs import RunStatus
from evaluation.scoring import Scorer
from retrieval.ingesting.ledger import LineStatus

TEMPLATES = ROOT / "app" / "pages" / "templates" / "admin"


def test_every_language_has_the_same_words() -> None:
    assert {tuple(sorted(words)) for words in WORDS.values()} == {tuple(sorted(WORDS["en"]))}


def test_every_field_has_a_name_in_every_language() -> None:
    for names in FIELDS.values():
        assert set(names) == set(Configuration.model_fields)


def test_every_word_that_a_page_asks_for_is_there() -> None:
    asked = {
        word
        for template in TEMPLATES.rglob("*.html")
        for word in re.findall(r"\bw\.(\w+)", template.read_text("utf-8"))
    }
    asked |= {f"kind_{kind.value}" for kind in AnswerKind}
    asked |= {f"run_{status.value}" for status in RunStatus}
    asked |= {f"{name}_{verdict.value}" for verdict in Verdict for name in ("check", "overall")}
    asked |= {f"score_{scorer.value}" for scorer in Scorer}
    asked |= {f"check_from_{origin.value}" for origin in Origin}
    asked |= {f"ingested_{status}" for status in (*get_args(LineStatus), "seen", "chunks")}
    asked |= {f"why_{why}" for why in ("enough", "read", "far", "nothing", "missed", "unmet")}
    asked |= {"why_not_indexed", "why_not_permitted", "why_not_searched"}
    asked |= {f"as_{role}" for role in (*OFFERED, MYSELF)}
    asked |= {status.value for status in ReviewStatus} - {"afterwards"}
    asked |= {way.value for way in Way} - {"emergency"}

    # The page of a document says of it what the list of documents says.
    assert asked - set(WORDS["en"]) - set(KNOWLEDGE["en"]) == set()
