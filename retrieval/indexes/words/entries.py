"""Chunks as the word index keeps them: the terms of their language, and identifiers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import tantivy

from retrieval.documents import ChunkRecord
from retrieval.languages.analysis import plain, terms
from retrieval.languages.compounds import COMPOUNDING, edges
from retrieval.languages.detection import Language, language_of
from retrieval.languages.identifiers import spellings

# A letter more when the fields or what stands in them change: an index of others is built anew.
LAYOUT = "c"
# A chunk of fewer words is in the language of its document: tables are full of names.
FEWEST_WORDS = 12
# A document is known by the beginnings of its first chunks.
_CHUNKS, _CHARACTERS = 4, 250
# Terms are cut already.
_CUT = "whitespace"


@dataclass(frozen=True, slots=True)
class LexicalEntry:
    """A chunk to be indexed, with the path of its document and who may read it."""

    chunk: ChunkRecord
    path: str
    access: str


def schema() -> tantivy.Schema:
    """The fields of a chunk in the index.

    ``edges`` holds what its long words may begin or end with, where its language writes several
    words as one.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in ("source", "access", "language"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for field in ("title", "text", "exact"):
        builder.add_text_field(field, tokenizer_name=_CUT, index_option="freq")
    builder.add_text_field("edges", tokenizer_name=_CUT, index_option="basic")
    return builder.build()


def documents(entries: Sequence[LexicalEntry]) -> Iterator[tantivy.Document]:
    """The chunks of one or several documents as the index takes them."""
    for _, group in groupby(entries, key=lambda entry: entry.chunk.document_id):
        several = list(group)
        begins = [one.chunk.text[:_CHARACTERS] for one in several[:_CHUNKS]]
        language = language_of(" ".join(begins)) or Language.ENGLISH
        for entry in several:
            yield _document(entry, language)


def _document(entry: LexicalEntry, of_document: Language) -> tantivy.Document:
    chunk = entry.chunk
    language = of_document
    if len(chunk.text.split()) >= FEWEST_WORDS:
        language = language_of(chunk.text) or language
    title = plain(chunk.title)
    text = plain(f"{chunk.title}\n{chunk.section}\n{chunk.text}")
    cut = terms(text, language)
    compounds = set(cut) if language in COMPOUNDING else ()
    return tantivy.Document(
        id=chunk.id,
        source=chunk.source,
        access=entry.access,
        language=str(language),
        title=" ".join(terms(title, language)),
        text=" ".join(cut),
        exact=" ".join(sorted(spellings(f"{plain(entry.path.rpartition('.')[0])} {text}"))),
        edges=" ".join({edge for term in compounds for edge in edges(term)}),
    )
