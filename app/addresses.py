"""What an address says of itself: whether TLS protects it, and whether it holds a name."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit


def has_user_information(url: str) -> bool:
    """Tell whether an address names a user; a folder may have an @ in its name."""
    _, found, rest = url.partition("://")
    return bool(found) and "@" in re.split(r"[/?#\\]", rest, maxsplit=1)[0]


def is_protected(url: str) -> bool:
    """Tell whether an address is protected by TLS, or does not leave this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address does not leave this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
