"""One request to one judged address: no proxy, no redirect, no decoding, and an end to it whatever the other side does.

http.client bounds the head of an answer (100 lines of 64 KiB), `limit` the body, and one deadline all of it: a timeout
for each read would let a server that sends a byte a second go on for ever.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from time import monotonic

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from stories.gateways.addresses import Target


class Failed(Exception):
    """No answer could be had. code: refused, timeout, broken, certificate."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """headers: names in lower case, the first of each. body: as it came, at most `limit` bytes.

    whole: the body came to its end, as far as HTTP shows it; false where it broke off and where `limit` cut it.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    whole: bool = True


class _Deadline:
    """Cuts the connection when its time is up, in whichever phase it is.

    Holds a second descriptor of the socket, which stays good when TLS takes the first one over.
    """

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds
        self._watched: socket.socket | None = None
        self._lock = threading.Lock()
        self.passed = False
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def left(self) -> float:
        """Seconds. Raises Failed when there are none."""
        left = self._end - monotonic()
        if self.passed or left <= 0:
            raise Failed("timeout", "no answer in time")
        return left

    def watch(self, connected: socket.socket) -> None:
        with self._lock:
            self._release()
            self._watched = connected.dup()
            if self.passed:
                self._end_it()

    def close(self) -> None:
        self._timer.cancel()
        with self._lock:
            self._release()

    def _cut(self) -> None:
        with self._lock:
            self.passed = True
            self._end_it()

    def _end_it(self) -> None:
        if self._watched is not None:
            with contextlib.suppress(OSError):
                self._watched.shutdown(socket.SHUT_RDWR)

    def _release(self) -> None:
        if self._watched is not None:
            self._watched.close()
            self._watched = None


class _Plain(HTTPConnection):
    """Tells the deadline of its socket before anything is said on it."""

    watcher: _Deadline

    def _new_conn(self) -> socket.socket:
        connected = super()._new_conn()
        self.watcher.watch(connected)
        return connected


class _Secure(_Plain, HTTPSConnection):
    """The same before the TLS handshake."""


def exchange(
    target: Target,
    method: str,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    seconds: float,
    limit: int,
    trust: ssl.SSLContext | None = None,
) -> Answer:
    """Sends one request to the first of the target's addresses that takes the connection. Raises Failed.

    trust: whose certificates count, by default those that the system trusts.
    """
    deadline = _Deadline(seconds)
    try:
        with _connected(target, deadline, trust) as connection:
            sent = {"Host": target.authority, "Accept-Encoding": "identity", "Connection": "close", **headers}
            connection.request(
                method, target.path, body=body, headers=sent, preload_content=False, decode_content=False
            )
            with contextlib.closing(connection.getresponse()) as response:
                deadline.left()  # a head that was cut off looks like one that ended
                found: dict[str, str] = {}
                for name, value in response.headers.items():
                    found.setdefault(name.lower(), value)
                body, whole = _start_of(response, limit)
                return Answer(response.status, found, body, whole and not deadline.passed)
    except (HTTPError, HTTPException, OSError, ValueError) as exc:
        raise _failure(exc, deadline) from exc
    finally:
        deadline.close()


@contextlib.contextmanager
def _connected(
    target: Target, deadline: _Deadline, trust: ssl.SSLContext | None
) -> Iterator[HTTPConnection | HTTPSConnection]:
    last: Exception | None = None
    for address in target.addresses:
        connection = _to(address, target, deadline, trust)
        try:
            connection.connect()
        except (HTTPError, OSError) as exc:
            connection.close()
            last = exc
            deadline.left()
            continue
        try:
            yield connection
        finally:
            connection.close()
        return
    raise last or Failed("refused", "no address to connect to")


def _to(address: str, target: Target, deadline: _Deadline, trust: ssl.SSLContext | None) -> _Plain | _Secure:
    """To the address, in the name of the host: its certificate must be the host's."""
    connection: _Plain | _Secure
    if target.scheme == "https":
        connection = _Secure(
            address,
            target.port,
            timeout=deadline.left(),
            ssl_context=trust or ssl.create_default_context(),
            server_hostname=target.host,
        )
    else:
        connection = _Plain(address, target.port, timeout=deadline.left())
    connection.watcher = deadline
    return connection


def _start_of(response: object, limit: int) -> tuple[bytes, bool]:
    """The beginning of the body, and whether that is all of it.

    A body that breaks off does not undo the answer: its status has been read.
    """
    parts: list[bytes] = []
    size = 0
    with contextlib.suppress(HTTPError, HTTPException, OSError, ValueError):
        while size < limit:
            part = response.read(min(limit - size, 16_384), decode_content=False)  # type: ignore[attr-defined]
            if not part:
                return b"".join(parts), True
            parts.append(part)
            size += len(part)
    return b"".join(parts), False


def _failure(exc: Exception, deadline: _Deadline) -> Failed:
    cause = exc.__cause__ or exc
    if isinstance(exc, Failed):
        return exc
    if deadline.passed or isinstance(exc, TimeoutError) or "timed out" in str(exc):
        return Failed("timeout", "no answer in time")
    if isinstance(exc, ssl.SSLError) or isinstance(cause, ssl.SSLError) or "certificate" in str(exc):
        return Failed("certificate", f"TLS failed: {_short(exc)}")
    if isinstance(exc, HTTPError) and isinstance(cause, OSError):
        return Failed("refused", f"no connection: {_short(cause)}")
    return Failed("broken", f"the answer broke off or is no HTTP: {_short(exc)}")


def _short(exc: Exception) -> str:
    return f"{type(exc).__name__}: {exc}"[:200]
