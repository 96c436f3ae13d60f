"""What runs between us and LibreOffice: sets the limits, then becomes the program."""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from collections.abc import Sequence

from retrieval.viewing.office.confinement import confine

MAX_FILE = 200_000_000
MAX_OPEN_FILES = 512
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000


def launch(
    cpu_s: int,
    memory_mb: int,
    niceness: int,
    *,
    read: Sequence[str],
    written: Sequence[str],
    command: Sequence[str],
) -> None:
    """Become ``command`` within limits.

    Where the system allows that, it reads only what lies below ``read``, changes only what lies
    below ``written``, and has no network.
    """
    os.nice(niceness)
    memory = memory_mb * 1024 * 1024
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        _leave_network()
        confine(read, written)
    # Beyond the first the program is told, beyond the second it is ended.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE, MAX_FILE))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MAX_OPEN_FILES, MAX_OPEN_FILES))
    os.execv(command[0], list(command))  # noqa: S606


def _leave_network() -> None:
    """Have a network of one's own, on which there is nothing.

    Many containers forbid it. Then the settings of the program keep it from asking the network.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_USER | _NEW_NETWORK) != 0:
        return
    # Else the files of the program would belong to nobody.
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)
