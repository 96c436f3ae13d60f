"""The address of the lake: a folder, or a prefix in a bucket of S3."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

# What the AWS client takes for the name of a bucket.
_BUCKET = re.compile(r"[A-Za-z0-9._-]{1,255}")
_OPTIONS = {"sse", "kms_key"}
_FORM = (
    "ALMANAC_LAKE_URL must be a folder or s3://bucket/prefix[?sse=...&kms_key=...]; an S3 that is "
    "not Amazon's is named by AWS_ENDPOINT_URL_S3."
)


@dataclass(frozen=True, slots=True)
class S3Address:
    """A prefix in a bucket, which is empty or ends in a slash, and how objects are encrypted."""

    bucket: str
    prefix: str
    options: dict[str, str] = field(default_factory=dict)


def read_address(url: str) -> S3Address | None:
    """The place in S3; ``None`` for a folder. Raises ``ValueError`` for anything else."""
    if "://" not in url and not url.lower().startswith("s3:"):
        return None
    if url.startswith("file://"):
        return None
    try:
        parts = urlsplit(url)
        options = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
    except ValueError:
        raise ValueError(_FORM) from None
    sound = url.startswith("s3://") and _BUCKET.fullmatch(parts.netloc) and not parts.fragment
    if not sound or options.keys() - _OPTIONS or any(len(said) > 1 for said in options.values()):
        raise ValueError(_FORM)
    prefix = parts.path.strip("/")
    said = {name: values[0] for name, values in options.items()}
    return S3Address(parts.netloc, f"{prefix}/" if prefix else "", said)
