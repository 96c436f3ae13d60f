"""A profile is what a person picks; its configuration version says how the assistant answers."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
    model_validator,
)

from assistants.provenance import Provenance
from gateway.configuration.yaml_lines import content_of, line_of, repeated_key

# What becomes of a sentence that its sources do not hold: marked, replaced by what they say, or the
# answer withdrawn.
Unverified = Literal["mark", "quote", "withdraw"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PaletteEmoji(_Frozen):
    """One emoji of the palette, its spoken label and its score from 1 (worst) to 5 (best)."""

    emoji: str = Field(min_length=1, max_length=16)
    label: str = Field(min_length=1, max_length=40)
    score: int = Field(ge=1, le=5)


class Starter(_Frozen):
    """A question offered on the empty page."""

    label: str = Field(min_length=1, max_length=80)
    question: str = Field(min_length=1, max_length=1000)


DEFAULT_PALETTE = (
    PaletteEmoji(emoji="😍", label="Excellent", score=5),
    PaletteEmoji(emoji="🙂", label="Good", score=4),
    PaletteEmoji(emoji="😐", label="So-so", score=3),
    PaletteEmoji(emoji="🙁", label="Poor", score=2),
    PaletteEmoji(emoji="😡", label="Wrong or harmful", score=1),
)
DEFAULT_REASONS = ("Wrong", "Incomplete", "Outdated source", "Wrong source", "Hard to understand")


# What an assistant and a department may be called in an address.
ADDRESS = re.compile(r"^[a-z][a-z0-9-]{1,62}$")
_ADDED = ("tells_not_permitted", "unverified", "judges_meaning")


class Configuration(_Frozen):
    """Everything that shapes an assistant's answers; it never changes once published.

    ``prompt`` is the department's own instruction. An answer that repeats it is withheld, but for
    what it puts into quotation marks: the assistant is meant to say that. ``evidence_threshold`` is
    between 0 and 1. ``passages`` is how many passages reach the model.
    """

    slug: str = Field(pattern=ADDRESS.pattern)
    name: str = Field(min_length=1, max_length=80)
    department: str = Field(pattern=ADDRESS.pattern)
    description: str = Field(min_length=1, max_length=300)
    icon: str = Field(pattern=r"^[a-z0-9-]+$", description="A file in public/icons, without .svg.")
    language: str = Field("en", pattern=r"^[a-z]{2}(-[A-Z]{2})?$")
    audience: tuple[str, ...] = Field(description="Groups that may use it; empty means nobody.")
    owner: str = Field(min_length=3, max_length=200, description="Whom to ask when it cannot help.")
    next_step: str = Field(
        min_length=1, max_length=300, description="What to do when it cannot help."
    )
    welcome: str = Field(min_length=1, max_length=2000)
    starters: tuple[Starter, ...] = Field((), max_length=6)
    prompt: str = Field(min_length=1, max_length=20_000)
    template: str = Field("cited-answer/2", description="The versioned prompt template.")
    sources: tuple[str, ...] = Field(min_length=1)
    passages: int = Field(8, ge=1, le=30)
    evidence_threshold: float = Field(0.5, ge=0, le=1)
    role: Literal["answer"] = "answer"
    palette: tuple[PaletteEmoji, ...] = Field(DEFAULT_PALETTE, min_length=2, max_length=8)
    reasons: tuple[str, ...] = DEFAULT_REASONS
    tells_not_permitted: bool = Field(
        False,
        description="Whether people are told that documents which they may not read would answer.",
    )
    unverified: Unverified = Field(
        "mark",
        description="What becomes of a sentence of a model that its sources do not hold.",
    )
    judges_meaning: bool = Field(
        False,
        description="Whether sentences are also compared by a model, of the role `judge`.",
    )

    @model_serializer(mode="wrap")
    def _as_it_was_published(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # Left out as long as nobody chose: versions from before there was such a field keep their
        # hash.
        content: dict[str, Any] = write(self)
        for name in _ADDED:
            if content.get(name) == type(self).model_fields[name].default:
                content.pop(name, None)
        return content

    @model_validator(mode="after")
    def _emoji_are_distinct(self) -> Configuration:
        if len({entry.emoji for entry in self.palette}) != len(self.palette):
            raise ValueError("an emoji stands twice in the palette")
        return self

    @property
    def hash(self) -> str:
        """SHA-256 over the canonical JSON of the content, in hexadecimal."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ConfigurationVersion:
    """A published configuration. ``number`` counts from 1 within its profile."""

    number: int
    configuration: Configuration
    published_at: datetime
    provenance: Provenance


class ConfigurationStore(Protocol):
    """Keeps the published versions of every profile."""

    async def live(self, slug: str) -> ConfigurationVersion | None:
        """The version that answers now."""

    async def all_live(self) -> tuple[ConfigurationVersion, ...]:
        """The live version of every profile, ordered by name."""

    async def version(self, slug: str, number: int) -> ConfigurationVersion | None: ...


class ProfileFileError(ValueError):
    """A profile file cannot be used; ``line`` is where, if that is known."""

    def __init__(self, path: Path, reason: str, line: int | None = None) -> None:
        place = path.name if line is None else f"{path.name}, line {line}"
        super().__init__(f"{place}: {reason}")
        self.path = path
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """A profile file as it was read; it can tell at which line a field stands."""

    path: Path
    configuration: Configuration
    tree: yaml.Node | None

    def error(self, place: Sequence[str | int], reason: str) -> ProfileFileError:
        """What is wrong at a place of the configuration, with the line of the file."""
        named = f"{'.'.join(map(str, place))}: {reason}"
        return ProfileFileError(self.path, named, line_of(self.tree, place))


def read_profiles(folder: Path) -> tuple[Configuration, ...]:
    """The configurations of `read_files`."""
    return tuple(file.configuration for file in read_files(folder))


def read_files(folder: Path) -> tuple[ProfileFile, ...]:
    """Read every ``*.yaml`` of ``folder``, ordered by file name.

    Raises `ProfileFileError` for a file that is not a valid profile or bears another's slug, and
    ``FileNotFoundError`` for a folder that is not there.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"There is no folder of profiles at {folder}.")
    found: dict[str, ProfileFile] = {}
    for path in sorted(folder.glob("*.yaml")):
        file = read_profile(path)
        slug = file.configuration.slug
        if slug in found:
            raise file.error(["slug"], f"the slug {slug!r} is used twice")
        found[slug] = file
    return tuple(found.values())


def read_profile(path: Path) -> ProfileFile:
    """Read one profile file; raises `ProfileFileError`."""
    tree = None
    # To open a named pipe would wait for whoever writes to it, and a device has no end.
    if path.exists() and not path.is_file():
        raise ProfileFileError(path, "not a regular file")
    try:
        text = path.read_text("utf-8")
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        if (twice := repeated_key(tree)) is not None:
            reason = f"the key {twice[0]!r} stands twice, at line {twice[1]}; keep one of them"
            raise ProfileFileError(path, reason)
        return ProfileFile(path, Configuration.model_validate(content_of(tree)), tree)
    except yaml.YAMLError as error:
        raise ProfileFileError(path, f"not valid YAML ({error})") from error
    except RecursionError as error:
        raise ProfileFileError(path, "nested too deep; is it the right file?") from error
    except UnicodeDecodeError as error:
        raise ProfileFileError(path, "not UTF-8 text") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        line = line_of(tree, first["loc"]) if place else None
        raise ProfileFileError(path, f"{place or 'file'}: {first['msg']}", line) from error
