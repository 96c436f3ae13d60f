"""Keeps a process, and all that it becomes and starts, to some files of the machine (Landlock).

A document may name others, which LibreOffice draws into it: those of another department as well.
"""

from __future__ import annotations

import ctypes
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

# What a program needs of a system to start and to write letters; no folder that holds documents.
_SYSTEM = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store", "/gnu/store"),
    *("/etc/alternatives", "/etc/fonts", "/etc/group", "/etc/ld.so.cache", "/etc/ld.so.preload"),
    *("/etc/libreoffice", "/etc/localtime", "/etc/nsswitch.conf", "/etc/papersize", "/etc/passwd"),
    *("/var/cache/fontconfig", "/var/lib/libreoffice", "/var/spool/libreoffice"),
    *("/dev/null", "/dev/random", "/dev/urandom", "/dev/zero", "/proc/cpuinfo", "/proc/meminfo"),
)
_WRITTEN = ("/dev/null",)
# Where LibreOffice makes a socket and removes it, whatever it is told.
_SOCKET_FOLDERS = ("/tmp", "/var/tmp")  # noqa: S108

# By the numbers of the kernel, which are the same on every kind of processor.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION, _PATH_BENEATH = 1, 1
_NO_NEW_PRIVILEGES = 38
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_FILE, _MAKE_SOCKET, _TRUNCATE, _DEVICES = 1 << 5, 1 << 9, 1 << 14, 1 << 15
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _DEVICES
_READING = _EXECUTE | _READ_FILE | _READ_DIR
# How many rights to files the kernel knows, by its version; the last one holds from there on.
_KNOWN = (13, 14, 15, 15, 16)
# Connections from version 4 on, sockets and signals of others from version 6 on.
_NETWORK, _SCOPES = 0b11, 0b11


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("place", ctypes.c_int32))


def can_confine() -> bool:
    """Tell whether the system can keep a process to some files."""
    return _version() > 0


def readable(program: Path) -> list[str]:
    """What a program has to read: the system, and the folder that it is installed in."""
    real = program.resolve()
    return [*_SYSTEM, str(real), *([str(real.parents[1])] if real.parent.name == "program" else [])]


def confine(read: Iterable[str], written: Iterable[str]) -> None:
    """From now on read only what lies below these places, and write only below those.

    Nothing happens where the system cannot do that. What is not there is passed over.
    """
    version = _version()
    if version <= 0:
        return
    every = (1 << _KNOWN[min(version, len(_KNOWN)) - 1]) - 1
    rules = _Ruleset(every, _NETWORK if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    ruleset = _call(_CREATE_RULESET, ctypes.byref(rules), ctypes.sizeof(rules), 0)
    groups = (
        (read, _READING),
        ((*written, *_WRITTEN), every),
        (_SOCKET_FOLDERS, _MAKE_SOCKET | _REMOVE_FILE),
    )
    for places, rights in groups:
        for place in places:
            _allow(ruleset, place, rights)
    if _libc().prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "The process cannot give up privileges.")
    _call(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _allow(ruleset: int, place: str, rights: int) -> None:
    try:
        held = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        is_folder = stat.S_ISDIR(os.fstat(held).st_mode)
        rule = _Beneath(rights if is_folder else rights & _OF_FILES, held)
        _call(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(held)


def _version() -> int:
    """Which Landlock the kernel has; none below 1."""
    if sys.platform != "linux":
        return 0
    found: int = _libc().syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION)
    return found


def _call(number: int, *arguments: object) -> int:
    result: int = _libc().syscall(number, *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), "The process cannot be kept to some files.")
    return result


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
