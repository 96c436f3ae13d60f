"""People with a browser at the product of a file."""

from __future__ import annotations

from tests.servers.people import signed_in

ivy = signed_in("ivy")
ben = signed_in("ben")
