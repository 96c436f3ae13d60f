"""What ``gateway.yaml`` says of a model that embeds, and which routes may stand in for another."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

# Models that were trained with a word before each text say so; it is a short one.
Before = Annotated[str, BeforeValidator(str), Field(max_length=500)]
# What is left of a long name beside its hash, which is what counts.
_LETTERS = 100


class Cosines(BaseModel):
    """Where a model's cosines lie: of a question and any chunk, and of one and its answer."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    unrelated: float = Field(ge=-1, le=1)
    same: float = Field(ge=-1, le=1)

    @model_validator(mode="after")
    def _are_apart(self) -> Self:
        if self.same - self.unrelated < 0.05:
            raise ValueError(
                "`same:` lies at least 0.05 above `unrelated:`; measure both with "
                "`almanac bench retrieval`"
            )
        return self


class Embedding(BaseModel):
    """What a route that embeds gives, and how it wants to be asked.

    ``dimensions`` is the length of its vectors. ``batch`` is how many texts go into one request.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    dimensions: int = Field(ge=8, le=16_384)
    batch: int = Field(32, ge=1, le=2048)
    before_question: Before = ""
    before_document: Before = ""
    cosines: Cosines | None = None


@dataclass(frozen=True, slots=True)
class VectorSpace:
    """What makes the vectors of two routes comparable: one model, asked in one way.

    ``cosines`` is ``None`` where the model's are taken as they are.
    """

    model: str
    dimensions: int
    before_question: str = ""
    before_document: str = ""
    cosines: Cosines | None = None

    @classmethod
    def of(cls, model: str, embedding: Embedding) -> VectorSpace:
        """The space of a model under the settings of its route."""
        return cls(
            model=model,
            dimensions=embedding.dimensions,
            before_question=embedding.before_question,
            before_document=embedding.before_document,
            cosines=embedding.cosines,
        )

    @property
    def fingerprint(self) -> str:
        """Names the model, the length of its vectors and what stands before a document.

        With another fingerprint every document is embedded anew. What stands before a question
        changes no vector that is stored.
        """
        told = "\0".join((self.model, str(self.dimensions), self.before_document))
        digest = hashlib.sha256(told.encode()).hexdigest()[:16]
        # The index keeps it between bars.
        name = self.model.replace("|", "-")[-_LETTERS:]
        return f"{name}/{self.dimensions}@{digest}"

    def differs_from(self, other: VectorSpace) -> str | None:
        """The first thing in which two spaces differ, by its name in the file; ``None`` if none."""
        names = ("model", "dimensions", "before_question", "before_document", "cosines")
        return next((one for one in names if getattr(self, one) != getattr(other, one)), None)
