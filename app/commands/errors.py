"""The errors that carry their remedy, from all layers.

It is imported only once something has gone wrong: importing all layers takes seconds.
"""

from __future__ import annotations

from app.audit.checkpoints import PublicKeyError
from app.errors import CommandError
from app.identity.people import IdentityFileError, UnknownPersonError
from app.identity.tokens import MissingSecretError
from app.records.database.address import DatabaseAddressError
from app.records.database.outages import DatabaseAwayError
from app.requests.exports import ExportRefusedError
from assistants.profiles import ProfileFileError
from assistants.publishing.refusals import ChangeRefusedError, UnknownChangeError
from feedback.exports.spooling import ScratchUnwritableError
from feedback.lake.stores.object_store import DamagedError, LakeUnavailableError
from gateway.configuration.gateway_file import GatewayFileError
from retrieval.embedding.shipped import ModelDamagedError
from retrieval.indexes.ownership import StoresOwnedError
from retrieval.indexes.server import VectorsAwayError
from retrieval.ingesting.ingestion import UnknownSourceError

REMEDIED: tuple[type[Exception], ...] = (
    CommandError,
    DatabaseAddressError,
    DatabaseAwayError,
    PublicKeyError,
    ExportRefusedError,
    UnknownPersonError,
    IdentityFileError,
    MissingSecretError,
    ProfileFileError,
    ChangeRefusedError,
    UnknownChangeError,
    GatewayFileError,
    StoresOwnedError,
    VectorsAwayError,
    ModelDamagedError,
    UnknownSourceError,
    LakeUnavailableError,
    DamagedError,
    ScratchUnwritableError,
    FileNotFoundError,
    PermissionError,
)
