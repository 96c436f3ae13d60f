"""The JSON of what is asked, and of the assistants that may be asked."""

from __future__ import annotations

from pydantic import BaseModel, Field

from assistants.profiles import ConfigurationVersion, PaletteEmoji, Starter

LONGEST_TEXT = 40_000


class AskRequest(BaseModel):
    """A question to an assistant; with ``thread_id`` it follows up on an earlier one."""

    question: str = Field(max_length=LONGEST_TEXT)
    thread_id: str | None = Field(None, pattern=r"^[0-9a-f-]{36}$")


class SearchRequest(BaseModel):
    """A search in the sources of an assistant."""

    query: str = Field(max_length=LONGEST_TEXT)
    assistant: str = Field(max_length=64, pattern=r"^[\w-]*$")
    limit: int = Field(8, ge=1, le=50)


class AssistantOut(BaseModel):
    """An assistant that the person may use."""

    slug: str
    name: str
    department: str
    description: str
    icon: str
    language: str
    welcome: str
    starters: tuple[Starter, ...]
    palette: tuple[PaletteEmoji, ...]
    reasons: tuple[str, ...]
    version: int


def assistant_out(version: ConfigurationVersion) -> AssistantOut:
    """An assistant as JSON; its prompt stays inside."""
    fields = version.configuration.model_dump(include=set(AssistantOut.model_fields))
    return AssistantOut(version=version.number, **fields)
