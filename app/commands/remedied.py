"""The errors that carry their remedy, from all layers.

It is imported only once something has gone wrong: importing all layers takes seconds.
"""

from __future__ import annotations

from app.audit.checkpoints import PublicKeyError
from app.exporting import ExportRefusedError
from app.identity.people import IdentityFileError, UnknownPersonError
from app.identity.tokens import MissingSecretError
from app.remedies import CommandError
from assistants.profiles import ProfileFileError
from feedback.lake import DamagedError, LakeUnavailableError
from feedback.spooling import ScratchUnwritableError
from gateway.routes import GatewayFileError
from retrieval.indexes.ownership import StoresOwnedError
from retrieval.ingesting.ingestion import UnknownSourceError

REMEDIED: tuple[type[Exception], ...] = (
    CommandError,
    PublicKeyError,
    ExportRefusedError,
    UnknownPersonError,
    IdentityFileError,
    MissingSecretError,
    ProfileFileError,
    GatewayFileError,
    StoresOwnedError,
    UnknownSourceError,
    LakeUnavailableError,
    DamagedError,
    ScratchUnwritableError,
    FileNotFoundError,
    PermissionError,
)
