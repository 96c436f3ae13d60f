"""Every table of the database, gathered so that a migration can be compared with them."""

from __future__ import annotations

import importlib
import pkgutil

from sqlalchemy import MetaData

import app.records
from app.records.database.base import Base


def all_tables() -> MetaData:
    """Import every module of ``app.records`` and give the tables they declare."""
    prefix = f"{app.records.__name__}."
    for module in pkgutil.walk_packages(app.records.__path__, prefix):
        # Importing a migration would run it.
        if not module.name.startswith(f"{prefix}migrations."):
            importlib.import_module(module.name)
    return Base.metadata
