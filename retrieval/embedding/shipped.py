"""The models that come with the project, and how each wants to be asked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from retrieval.embedding.scale import SCALE, Cosines

FOLDER = Path(__file__).resolve().parent.parent / "model"
GRAPH, WEIGHTS, PIECES, TOKENIZER = "model.onnx", "weights.bin", "pieces.bin", "tokenizer.json"

ModelName = Literal["multilingual-e5-small", "all-MiniLM-L6-v2"]


class ModelMissingError(FileNotFoundError):
    """The folder of the embedding model is not complete."""

    def __init__(self, folder: Path, missing: str) -> None:
        super().__init__(
            f"There is no embedding model in {folder.name!r}: {missing} is missing. "
            "Run `make model`, or restore the folder from the release."
        )
        self.folder = folder
        self.missing = missing


class ModelDamagedError(RuntimeError):
    """The files of the embedding model are not those that were measured."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The embedding model in {folder.name!r} is damaged, or another one. Run "
            "`make clean` and `make model`, or restore the folder from the release."
        )
        self.folder = folder


@dataclass(frozen=True, slots=True)
class ShippedModel:
    """A model in a folder: how it is asked, and where its cosines lie.

    ``weighed`` are the files that decide what vectors come out, and ``digest`` begins the SHA-256
    of these, one after the other. ``before_question`` and ``before_document`` are what it was
    trained to see before a text. ``cosines`` are of a question and chunks, as `almanac bench
    retrieval` measures them with the questions about the sample company, and ``of_sentences`` of a
    question and sentences that both were embedded as questions are.
    """

    folder: Path
    weighed: tuple[str, ...]
    vocabulary: str
    digest: str
    most_tokens: int
    cosines: Cosines
    of_sentences: Cosines
    before_question: str = ""
    before_document: str = ""

    @property
    def graph(self) -> Path:
        """What the runtime opens."""
        return self.folder / GRAPH

    def checked(self) -> str:
        """The fingerprint: the model's name and the hash of its weights.

        Raises `ModelMissingError` and `ModelDamagedError`.
        """
        whole = hashlib.sha256()
        for name in (*self.weighed, self.vocabulary):
            if not (self.folder / name).is_file():
                raise ModelMissingError(self.folder, name)
        for name in self.weighed:
            with (self.folder / name).open("rb") as file:
                while block := file.read(1 << 20):
                    whole.update(block)
        if not whole.hexdigest().startswith(self.digest):
            raise ModelDamagedError(self.folder)
        return f"{self.folder.name}@{self.digest}"


MODELS: Mapping[ModelName, ShippedModel] = {
    "multilingual-e5-small": ShippedModel(
        folder=FOLDER / "multilingual-e5-small",
        weighed=(GRAPH, WEIGHTS, PIECES),
        vocabulary=PIECES,
        digest="928fa4efd5cde0a4",
        most_tokens=512,
        cosines=Cosines(unrelated=0.796, same=0.884),
        of_sentences=Cosines(unrelated=0.78, same=0.85),
        before_question="query: ",
        before_document="passage: ",
    ),
    "all-MiniLM-L6-v2": ShippedModel(
        folder=FOLDER / "all-MiniLM-L6-v2",
        weighed=(GRAPH,),
        vocabulary=TOKENIZER,
        digest="03e67a31d3448b13",
        most_tokens=256,
        cosines=SCALE,
        of_sentences=SCALE,
    ),
}
DEFAULT: ModelName = "multilingual-e5-small"
