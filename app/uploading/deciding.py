"""Deciding on a proposed change of a document: approved by another person, returned, taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from app.publishing.desk import Somebody, text_of
from app.publishing.standing import standing_of
from app.records.documents.change_rows import ChangeStatus, DocumentChange
from app.uploading.places import Place
from app.uploading.uploads import Uploads, must_be_person
from assistants.provenance import separate
from assistants.publishing import document_sentences as sentences
from assistants.publishing.refusals import ChangedMeanwhileError, NotAllowedError


async def approve(
    uploads: Uploads, by: Somebody, change_id: str, *, seen: str, replaces: str
) -> DocumentChange:
    """Approve a change as somebody saw it: ``seen`` and ``replaces`` are the two versions.

    Nobody approves what they proposed. The rights of both people are looked at again in the
    transaction that decides, and the files just before it.
    """
    change, place = await uploads.change(by, change_id)
    async with uploads.audited(by, "approve", f"document:{change.document}", change.department):
        separate(change.author, (), by.participant)
        now = uploads.standing(by, change.department)
        if not now.approves:
            raise _not_an_approver(change)
        await _must_lie_there(change, place)

        def decide(stored: DocumentChange, groups: Mapping[str, frozenset[str]]) -> None:
            separate(stored.author, (), by.participant)
            rules, department = uploads.desk.rules(), stored.department
            # Held when the request came, and held still in this transaction.
            if not standing_of(groups[by.participant.id], department, rules).approves:
                raise _not_an_approver(stored)
            _must_be_open(stored)
            if not standing_of(groups[stored.author.id], department, rules).edits:
                who = stored.author.name
                raise NotAllowedError(sentences.AUTHOR_LOST_ROLE, "author_lost_role", who=who)
            if (seen, replaces) != (stored.version, stored.before):
                raise ChangedMeanwhileError(sentences.CHANGED_MEANWHILE, "other_version")

        accepted = await uploads.changes.approve(
            change.id, by.participant, by.actor, decide, at=uploads.desk.clock()
        )
        return await uploads.take_effect(accepted, by.actor)


async def give_back(uploads: Uploads, by: Somebody, change_id: str, reason: str) -> DocumentChange:
    """Return a proposal to its author, who reads why; its bytes are forgotten."""
    change, place = await uploads.change(by, change_id)
    async with uploads.audited(by, "return", f"document:{change.document}", change.department):
        must_be_person(by)
        if not uploads.standing(by, change.department).approves:
            raise _not_an_approver(change)
        reason = text_of(reason, sentences.WHY_RETURNED)
        return await _end(uploads, by, (change, place), ChangeStatus.RETURNED, reason)


async def take_back(uploads: Uploads, by: Somebody, change_id: str) -> DocumentChange:
    """Take a proposal back; its bytes are forgotten."""
    change, place = await uploads.change(by, change_id)
    async with uploads.audited(by, "take back", f"document:{change.document}", change.department):
        must_be_person(by)
        if not uploads.standing(by, change.department).edits:
            department = change.department
            raise NotAllowedError(sentences.NOT_YOURS, "not_an_admin", department=department)
        return await _end(uploads, by, (change, place), ChangeStatus.TAKEN_BACK)


async def _must_lie_there(change: DocumentChange, place: Place) -> None:
    _, folder = place.ours()
    there = await asyncio.to_thread(folder.at, change.path)
    if (there.version if there else "") != change.before:
        raise ChangedMeanwhileError(sentences.REPLACES_OTHER, "stale_version")
    if not await asyncio.to_thread(folder.waits, change.id, change.version):
        raise ChangedMeanwhileError(sentences.BYTES_GONE, "bytes_gone")


async def _end(
    uploads: Uploads,
    by: Somebody,
    at: tuple[DocumentChange, Place],
    status: ChangeStatus,
    reason: str = "",
) -> DocumentChange:
    change, place = at
    _must_be_open(change)
    after = replace(
        change,
        status=status,
        decision=reason,
        decided_by=by.participant,
        decided_at=uploads.desk.clock(),
    )
    await uploads.changes.end(change, after, by.actor)
    if place.folder is not None:
        await asyncio.to_thread(place.folder.discard, change.id)
    return after


def _must_be_open(change: DocumentChange) -> None:
    if change.status is not ChangeStatus.PROPOSED:
        raise ChangedMeanwhileError(sentences.DECIDED, "not_open")


def _not_an_approver(change: DocumentChange) -> NotAllowedError:
    department = change.department
    return NotAllowedError(sentences.NOT_AN_APPROVER, "not_an_approver", department=department)
