"""The port on which the service listens, and word of it for commands on this machine."""

from __future__ import annotations

import errno
import json
import os
import socket
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from app.errors import CommandError
from app.settings import Settings

_ADDRESS_FILE = "service.json"


@dataclass(frozen=True, slots=True)
class ServiceAddress:
    """Where the running service listens, and which process it is."""

    url: str
    pid: int


def url_of(host: str, port: int) -> str:
    """The address under which a service that listens on ``host`` is reached from this machine."""
    try:
        address = ip_address(host)
    except ValueError:
        return f"http://{host}:{port}"
    if address.is_unspecified:
        address = ip_address("127.0.0.1" if address.version == 4 else "::1")
    # The zone of a link-local address is written with an escaped percent sign (RFC 6874).
    named = str(address).replace("%", "%25")
    return f"http://{named}:{port}" if address.version == 4 else f"http://[{named}]:{port}"


def listen(host: str, port: int) -> socket.socket:
    """Take a port, without accepting anybody yet; raises `CommandError`."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError) as error:
        raise CommandError(
            f"ALMANAC_HOST={host} is no address of this machine. Set it to one, such as 127.0.0.1."
        ) from error
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise _not_taken(host, port, error) from error
    return listener


def begin_listening(listener: socket.socket, host: str, *, backlog: int) -> None:
    """Let people connect; raises `CommandError` where somebody else took the port meanwhile."""
    try:
        listener.listen(backlog)
    except OSError as error:
        raise _not_taken(host, listener.getsockname()[1], error) from error


def _not_taken(host: str, port: int, error: OSError) -> CommandError:
    if error.errno == errno.EADDRNOTAVAIL:
        return CommandError(
            f"ALMANAC_HOST={host} is no address of this machine. Set it to one, such as 127.0.0.1."
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return CommandError(
            f"This account may not take port {port} of {host}. Set ALMANAC_PORT to one above 1023."
        )
    return CommandError(
        f"Port {port} of {host} is taken. Stop what uses it, or set ALMANAC_PORT to another."
    )


def announce(settings: Settings, url: str) -> Path:
    """Leave word of the running service for commands on this machine."""
    path = settings.var / _ADDRESS_FILE
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps({"url": url, "pid": os.getpid()}), "ascii")
    draft.replace(path)
    return path


def running_service(settings: Settings) -> ServiceAddress | None:
    """The service that owns this state folder, if one is running."""
    try:
        word = json.loads((settings.var / _ADDRESS_FILE).read_text("ascii"))
        address = ServiceAddress(str(word["url"]), int(word["pid"]))
        os.kill(address.pid, 0)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return address
