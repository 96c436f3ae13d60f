"""A home folder for libraries that look for one where the account has none."""

from __future__ import annotations

import os
from pathlib import Path


def provide_home(folder: Path) -> None:
    """Name a folder as home where there is no HOME and the account has no name.

    A container may run under a number alone. Libraries then fail as they are imported, although
    they keep nothing there that we use.
    """
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = str(folder.absolute())
