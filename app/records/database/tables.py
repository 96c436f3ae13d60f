"""Every table of the database, gathered so that a migration can be compared with them."""

from __future__ import annotations

import importlib
import pkgutil

from sqlalchemy import MetaData

import app.records
from app.records.database.base import Base


def all_tables() -> MetaData:
    """Import every module of ``app.records`` and give the tables they declare."""
    for module in pkgutil.iter_modules(app.records.__path__):
        if not module.ispkg:
            importlib.import_module(f"{app.records.__name__}.{module.name}")
    return Base.metadata
