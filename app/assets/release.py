"""The mark of a release: what a page is made of has it in its addresses.

A page and all that it loads are of one release, and a browser may keep every piece for ever. A page
that was opened before a release learns by its mark that it no longer fits.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from app.settings import ROOT

PUBLIC = ROOT / "public"
_LENGTH = 12


@cache
def public_files() -> dict[str, Path]:
    """Everything below ``public/`` by its path there."""
    found = (path for path in PUBLIC.rglob("*") if path.is_file())
    return {path.relative_to(PUBLIC).as_posix(): path for path in sorted(found)}


@cache
def release_mark() -> str:
    """What changes with the scripts, the styles or the pictures of the pages, and with Chainlit."""
    digest = hashlib.sha256(version("chainlit").encode())
    for name, path in public_files().items():
        digest.update(f"\0{name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:_LENGTH]


def public(path: str) -> str:
    """The address of a file below ``public/`` in this release."""
    return f"/public/{release_mark()}/{path}"
