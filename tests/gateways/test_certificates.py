"""Whose certificates count: those in force, of the host that was asked for, by an authority that is trusted."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.x509.oid import NameOID

from stories.gateways.addresses import Guard
from stories.gateways.fetching import NotFetched, fetch

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
HOST = "feeds.harrow.example"


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _signed(
    key: EllipticCurvePrivateKey,
    authority: EllipticCurvePrivateKey,
    *,
    names: tuple[str, str],
    ends: datetime,
    host: str | None,
) -> bytes:
    """A certificate in PEM. names: its own, and its authority's. host: None for an authority."""
    made = (
        x509.CertificateBuilder()
        .subject_name(_name(names[0]))
        .issuer_name(_name(names[1]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - 30 * DAY)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=host is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)
    )
    if host is not None:
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    return made.sign(authority, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., int]]:
    """Starts a server with a certificate of an authority that this machine trusts; its port."""
    root = generate_private_key(SECP256R1())
    trusted = tmp_path / "authority.pem"
    trusted.write_bytes(_signed(root, root, names=("Root", "Root"), ends=NOW + 30 * DAY, host=None))
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    listening: list[socket.socket] = []

    def start(*, ends: datetime, host: str = HOST, stranger: bool = False) -> int:
        key = generate_private_key(SECP256R1())
        signer = generate_private_key(SECP256R1()) if stranger else root
        chain = tmp_path / "server.pem"
        pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        certificate = _signed(key, signer, names=(host, "Stranger" if stranger else "Root"), ends=ends, host=host)
        chain.write_bytes(key.private_bytes(*pem) + certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain)
        listening.append(socket.create_server(("127.0.0.1", 0)))
        threading.Thread(target=_serve, args=(listening[-1], context), daemon=True).start()
        return int(listening[-1].getsockname()[1])

    yield start
    for one in listening:
        one.shutdown(socket.SHUT_RDWR)
        one.close()


def _serve(listening: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            connected, _ = listening.accept()
        except OSError:
            return
        try:
            with context.wrap_socket(connected, server_side=True) as spoken:
                spoken.recv(65_536)
                spoken.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nwords")
        except OSError:
            connected.close()


def ask(port: int) -> bytes:
    guard = Guard(
        ports=frozenset({port}),
        allow=frozenset({("127.0.0.1", port)}),
        resolve=lambda _host, _port: ["127.0.0.1"],
    )
    return fetch(f"https://{HOST}:{port}/feed", guard=guard, at=NOW).body


def test_a_certificate_in_force_is_believed(secure: Callable[..., int]) -> None:
    assert ask(secure(ends=NOW + DAY)) == b"words"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"ends": NOW - DAY}, "expired"),
        ({"ends": NOW + DAY, "host": "other.example"}, "mismatch"),
        ({"ends": NOW + DAY, "stranger": True}, "unable to get local issuer"),
    ],
    ids=["expired", "of another host", "by a stranger"],
)
def test_any_other_is_refused_and_nothing_in_the_environment_helps(
    secure: Callable[..., int], monkeypatch: pytest.MonkeyPatch, given: dict[str, object], said: str
) -> None:
    for name, value in (("PYTHONHTTPSVERIFY", "0"), ("CURL_CA_BUNDLE", ""), ("REQUESTS_CA_BUNDLE", "")):
        monkeypatch.setenv(name, value)
    with pytest.raises(NotFetched) as caught:
        ask(secure(**given))
    assert caught.value.code == "certificate"
    assert said in str(caught.value)
