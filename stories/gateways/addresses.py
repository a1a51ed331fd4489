"""Which addresses may be reached from inside: none that leads back into our own network, however it is written.

A name is resolved once, and every answer is judged; whoever connects uses the judged address and asks nobody again.
"""

import re
import socket
import threading
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urlsplit

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

MAX_URL = 2_000
DEFAULT_PORTS = {"http": 80, "https": 443}

# IANA's special-purpose registries, written out: what a Python release thinks of a network changes between releases.
_CLOSED_V4 = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's host agent behind a public number
        "169.254.0.0/16",  # link-local; clouds keep their credentials there
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_OPEN_V6 = ip_network("2000::/3")  # all that was ever given out; the rest is local, multicast or reserved
_CLOSED_V6 = tuple(
    ip_network(text)
    for text in (
        "2001::/23",  # Teredo, benchmarks, ORCHID
        "2001:db8::/32",
        "2002::/16",  # 6to4: the way to any IPv4 address
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
_OURS = tuple(
    ip_network(text) for text in ("10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)
_MAPPED = ip_network("::ffff:0:0/96")
_NAT64 = ip_network("64:ff9b::/96")
_ISATAP = re.compile(r"[0-9a-f]{4}:[0-9a-f]{4}:[0-9a-f]{4}:[0-9a-f]{4}:0[02]00:5efe:")

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_HOME = frozenset({"localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "onion", "arpa"})
_WRITTEN_TOGETHER = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "LATIN"})


class AddressRefused(ValueError):
    """This address may not be reached; says why, for machines (code) and for people."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class NotResolved(OSError):
    """Nobody knows this name at the moment; another moment may."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect: one of `addresses`, all judged, speaking to `host`. path: with its query, in ASCII."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]

    @property
    def authority(self) -> str:
        """The Host header."""
        named = f"[{self.host}]" if ":" in self.host else self.host
        return named if self.port == DEFAULT_PORTS[self.scheme] else f"{named}:{self.port}"


def system_resolver(host: str, port: int) -> Sequence[str]:
    """The addresses that this machine's resolver knows, in its order. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Guard:
    """What may be reached. The service uses GUARD below and no other.

    allow: (address, port) pairs that pass unjudged, for a server that somebody has started beside the guard and names
    in code; no setting leads here. inside: addresses of our own networks pass too, for a server that an operator's
    setting names; link-local ones, where clouds keep their credentials, never do. resolve: who is asked for addresses,
    once for each check.
    """

    schemes: frozenset[str] = frozenset({"http", "https"})
    ports: frozenset[int] = frozenset({80, 443, 8080, 8443})
    allow: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    inside: bool = False
    resolve: Resolve = system_resolver

    def named(self, url: str) -> Target:
        """The target without its addresses: judges what can be judged by reading. Raises AddressRefused."""
        scheme, host, port, path = _parts(url)
        if scheme not in self.schemes:
            raise AddressRefused("scheme-not-allowed", f"Only {' and '.join(sorted(self.schemes))} can be reached")
        literal = _literal(host)
        if (host, port) not in self.allow and port not in self.ports:
            raise AddressRefused("port-not-allowed", f"Port {port} cannot be reached")
        if literal is None:
            if not self.inside:
                _judge_name(host)
            return Target(scheme, host, port, path, ())
        self._judge(literal, port)
        return Target(scheme, str(literal), port, path, (str(literal),))

    def target(self, url: str, *, seconds: float) -> Target:
        """The target with the addresses to connect to. Raises AddressRefused, and NotResolved after `seconds`."""
        named = self.named(url)
        if named.addresses:
            return named
        found = _answered(self.resolve, named.host, named.port, seconds)
        if not found:
            raise NotResolved(f"{named.host} has no address")
        for text in found:  # one bad answer among good ones spoils them all
            self._judge(_address(text), named.port)
        return Target(named.scheme, named.host, named.port, named.path, tuple(found))

    def _judge(self, address: Address, port: int) -> None:
        if (str(address), port) in self.allow or (self.inside and _is_ours(address)):
            return
        if not is_open(address):
            raise AddressRefused("address-not-allowed", "This address is not allowed: it leads into a closed network")


GUARD = Guard()


def is_open(address: Address) -> bool:
    """Whether the address lies in the public internet, with IPv4 addresses inside IPv6 ones taken out first."""
    if isinstance(address, IPv6Address):
        if address.scope_id is not None or _ISATAP.match(address.exploded):
            return False
        if address in _MAPPED or address in _NAT64:
            address = IPv4Address(int(address) & 0xFFFF_FFFF)
        else:
            return address in _OPEN_V6 and not any(address in closed for closed in _CLOSED_V6)
    return not any(address in closed for closed in _CLOSED_V4)


def _is_ours(address: Address) -> bool:
    return any(address.version == ours.version and address in ours for ours in _OURS)


def _parts(url: str) -> tuple[str, str, int, str]:
    if len(url) > MAX_URL:
        raise AddressRefused("too-long", f"An address has at most {MAX_URL:,} characters")
    if "\\" in url or any(char.isspace() or unicodedata.category(char) in {"Cc", "Cf"} for char in url):
        raise AddressRefused("bad-url", "An address has no spaces, control characters or backslashes")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as exc:
        raise AddressRefused("bad-url", "The host or port of this address cannot be read") from exc
    if not host or not parts.scheme:
        raise AddressRefused("bad-url", "An address begins with https:// and a host")
    if "@" in parts.netloc:
        raise AddressRefused("bad-url", "An address names no user or password")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        path += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    if port is None:
        port = DEFAULT_PORTS.get(parts.scheme, 0)
    return parts.scheme, host if ":" in host else ascii_host(host), port, path


def ascii_host(host: str) -> str:
    """A host's name as the network knows it. Raises AddressRefused for what is no name, and for imitations."""
    try:
        shown = host.encode("ascii").decode("idna") if "xn--" in host else host
        plain = shown.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as exc:
        raise AddressRefused("bad-url", "The host of this address is no name") from exc
    if len(plain) > 253 or not all(_LABEL.fullmatch(label) for label in plain.split(".")):
        raise AddressRefused("bad-url", "The host of this address is no name")
    for label in shown.split("."):
        scripts = {unicodedata.name(char, "?").split()[0] for char in label if char.isalpha()}
        if len(scripts) > 1 and not scripts <= _WRITTEN_TOGETHER:
            raise AddressRefused("mixed-scripts", "The host mixes alphabets, as imitations do")
    return plain


def _literal(host: str) -> Address | None:
    """The address that a host is, or None for a name.

    Whatever ends in a number is an address (WHATWG URL, "ends in a number"), and only its plain form is taken: octal,
    hexadecimal, short and one-number forms mean different things to different programs.
    """
    if ":" in host:
        return _address(host)
    if not _NUMBER.fullmatch(host.rsplit(".", 1)[-1]):
        return None
    try:
        return IPv4Address(host)
    except ValueError as exc:
        raise AddressRefused(
            "address-not-allowed", "This address is not allowed: write it as four decimal numbers"
        ) from exc


def _address(text: str) -> Address:
    try:
        return ip_address(text)
    except ValueError as exc:
        raise AddressRefused("address-not-allowed", "This address is not allowed: it cannot be read") from exc


def _judge_name(host: str) -> None:
    last = host.rsplit(".", 1)[-1]
    if last in _HOME or "." not in host:
        raise AddressRefused("address-not-allowed", "This address is not allowed: the name belongs to a closed network")


def _answered(resolve: Resolve, host: str, port: int, seconds: float) -> Sequence[str]:
    """The resolver's answer within so many seconds: the system's call takes no deadline, so it gets a thread."""
    answers: list[Sequence[str] | Exception] = []

    def ask() -> None:
        try:
            answers.append(resolve(host, port))
        except (OSError, UnicodeError) as exc:
            answers.append(exc)

    asking = threading.Thread(target=ask, name=f"resolve {host}", daemon=True)
    asking.start()
    asking.join(max(seconds, 0))
    if not answers:
        raise NotResolved(f"{host}: the resolver does not answer")
    answer = answers[0]
    if isinstance(answer, Exception):
        raise NotResolved(f"{host}: {answer}") from answer
    return answer
