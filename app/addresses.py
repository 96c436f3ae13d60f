"""What an address says of itself: whether TLS protects it, and whether it holds a name."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

# What the AWS client takes for the name of a bucket.
_IN_A_BUCKET = re.compile(r"s3://[A-Za-z0-9._-]{1,255}(?:/.*)?", re.DOTALL)


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


def require_no_user(url: str) -> None:
    """Refuse an address that names a user, without repeating it; raises `ValueError`."""
    if has_user_information(url):
        raise ValueError(
            "the address holds a name or a password before an @. Take it out: an address "
            "is shown and logged. AWS credentials are the standard variables."
        )


def require_folder_or_bucket(place: str) -> None:
    """Refuse a place that is neither a folder nor a prefix in a bucket; raises `ValueError`."""
    if ("://" in place or place.lower().startswith("s3:")) and not _IN_A_BUCKET.fullmatch(place):
        raise ValueError(
            "each place must be a folder or s3://bucket/prefix; an S3 that is not Amazon's is "
            "named by AWS_ENDPOINT_URL_S3."
        )


def require_readable(url: str) -> str:
    """Refuse an address whose host or port nobody can tell; raises `ValueError`."""
    try:
        parts = urlsplit(url)
        sound = "://" not in url or (bool(parts.hostname) and parts.port != 0)
    except ValueError:
        sound = False
    if not sound:
        raise ValueError(
            "the address cannot be read. It is a scheme, a host and perhaps a port; an IPv6 "
            "address stands in brackets, as in http://[::1]:8000."
        )
    return url


def require_host_alone(url: str) -> str:
    """Refuse an address of pages that is more than a scheme and a host; raises `ValueError`."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise ValueError("the address must be a scheme and a host, as in https://almanac.example.")
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError(
            "the address has a path, and the pages lie at the root of their host. Give Almanac a "
            "host name of its own, such as https://almanac.example, in place of a path."
        )
    return url
