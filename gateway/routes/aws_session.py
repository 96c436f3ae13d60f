"""The AWS client's own way to send a request, over connections that can be cancelled."""

from __future__ import annotations

import os
from typing import Any

import botocore.session
from botocore.awsrequest import AWSHTTPConnectionPool, AWSHTTPSConnectionPool
from botocore.httpsession import URLLib3Session
from botocore.utils import get_environ_proxies

from gateway.resilience.cancellation import held


class _Cancellable:
    """Mixed into a pool: tells the thread's call which connection is taken and put back."""

    def _get_conn(self, timeout: float | None = None) -> Any:
        connection: Any = super()._get_conn(timeout)  # type: ignore[misc]
        if cancellation := held():
            cancellation.take(connection)
        return connection

    def _new_conn(self) -> Any:
        connection: Any = super()._new_conn()  # type: ignore[misc]
        connect = connection.connect

        def connect_and_look() -> None:
            connect()
            # Whoever left while it was connecting found no socket to shut.
            if cancellation := held():
                cancellation.take(connection)

        connection.connect = connect_and_look
        return connection

    def _put_conn(self, connection: Any) -> None:
        if cancellation := held():
            cancellation.put_back()
        super()._put_conn(connection)  # type: ignore[misc]


class _Pool(_Cancellable, AWSHTTPConnectionPool):
    pass


class _SecurePool(_Cancellable, AWSHTTPSConnectionPool):
    pass


class CancellableSession(URLLib3Session):
    """Sends as the AWS client would, with its certificates and proxies.

    ``timeouts`` are the seconds for connecting and for each read.
    """

    def __init__(self, url: str, timeouts: tuple[float, float], connections: int) -> None:
        named: Any = botocore.session.get_session().get_config_variable("ca_bundle")
        verify: Any = named or os.environ.get("REQUESTS_CA_BUNDLE") or True
        timeout: Any = timeouts
        super().__init__(
            verify=verify,
            proxies=get_environ_proxies(url),
            timeout=timeout,
            max_pool_connections=connections,
        )
        manager: Any = vars(self)["_manager"]
        pools = {"http": _Pool, "https": _SecurePool}
        self._pool_classes_by_scheme = manager.pool_classes_by_scheme = pools

    def answer(self, request: Any, **_: Any) -> Any:
        """Send in place of the AWS client, as its event ``before-send`` allows."""
        return self.send(request)
