"""What may be reached: no way of writing an address, and no name that changes its mind, leads into a closed network."""

import threading
from collections.abc import Sequence
from ipaddress import ip_address

import pytest

from stories.gateways.addresses import GUARD, AddressRefused, Guard, NotResolved, is_open

CLOSED_LITERALS = [
    "127.0.0.1",
    "[::1]",
    "169.254.169.254",
    "0.0.0.0",
    "2130706433",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "0x7f000001",
    "127.1",
    "127.0.0.1.",
    "①②⑦.0.0.1",
    "１２７.0.0.1",
    "127。0。0。1",
    "[::ffff:7f00:1]",
    "[::ffff:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[::127.0.0.1]",
    "[::]",
    "[fe80::1%25eth0]",
    "[fe80::1%eth0]",
    "[fe80::1]",
    "[fd00:ec2::254]",
    "[2001:4860::5efe:7f00:1]",
    "[ff02::1]",
    "224.0.0.1",
    "255.255.255.255",
    "100.64.0.1",
    "10.1.2.3",
    "172.31.255.255",
    "192.168.0.1",
    "192.0.2.1",
    "168.63.129.16",
    "256.1.1.1",
    "1.2.3.4.5",
    "localhost",
    "LOCALHOST.",
    "desk.localhost",
    "printer.local",
    "metadata.google.internal",
    "redis",
]

BAD_ADDRESSES = {
    "ftp://hooks.example.org/": "scheme-not-allowed",
    "file:///etc/passwd": "bad-url",
    "gopher://hooks.example.org:70/": "scheme-not-allowed",
    "//hooks.example.org/": "bad-url",
    "hooks.example.org": "bad-url",
    "http://u:p@hooks.example.org/": "bad-url",
    "http://hooks.example.org:22/": "port-not-allowed",
    "http://hooks.example.org:25/": "port-not-allowed",
    "http://hooks.example.org:6379/": "port-not-allowed",
    "http://hooks.example.org:0/": "port-not-allowed",
    "http://hooks.example.org:99999/": "bad-url",
    "http://hooks.example.org/\r\nX-Evil: 1": "bad-url",
    "http://hooks.ex\tample.org/": "bad-url",
    "http://hooks.example.org\\@127.0.0.1/": "bad-url",
    "http://-.example.org/": "bad-url",
    "http:///path": "bad-url",
    "http://p\u0430yments.example.org/": "mixed-scripts",  # a Cyrillic letter among Latin ones
    "http://xn--pyments-4fg.example.org/": "mixed-scripts",
    "http://hooks.example.org/" + "a" * 2_000: "too-long",
}


def says(*answers: str) -> Guard:
    return Guard(resolve=lambda _host, _port: answers)


@pytest.mark.parametrize("host", CLOSED_LITERALS)
def test_closed_addresses_are_refused_however_written(host: str) -> None:
    for scheme in ("http", "https"):
        with pytest.raises(AddressRefused) as refused:
            GUARD.target(f"{scheme}://{host}/", seconds=20)
        assert refused.value.code in {"address-not-allowed", "bad-url"}


@pytest.mark.parametrize(("url", "code"), BAD_ADDRESSES.items())
def test_addresses_that_are_none(url: str, code: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        GUARD.named(url)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "text", ["93.184.216.34", "2606:2800:21f:cb07::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_open_addresses(text: str) -> None:
    assert is_open(ip_address(text))


def test_a_name_is_judged_by_every_answer() -> None:
    url = "https://hooks.example.org/in?a=b#part"
    target = says("93.184.216.34", "2606:2800:21f:cb07::1").target(url, seconds=20)
    assert target.addresses == ("93.184.216.34", "2606:2800:21f:cb07::1")
    assert (target.host, target.port, target.path, target.authority) == (
        "hooks.example.org",
        443,
        "/in?a=b",
        "hooks.example.org",
    )
    for closed in ("10.0.0.7", "::1", "::ffff:10.0.0.7", "fe80::1%eth0", "64:ff9b::a00:7", "not an address"):
        with pytest.raises(AddressRefused):
            says("93.184.216.34", closed).target(url, seconds=20)


def test_a_name_is_asked_for_once() -> None:
    asked: list[str] = []

    def changing(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    target = Guard(resolve=changing).target("http://hooks.example.org/", seconds=20)
    assert target.addresses == ("93.184.216.34",)
    assert asked == ["hooks.example.org"]


def test_names_that_nobody_knows_and_resolvers_that_hang() -> None:
    def unknown(_host: str, _port: int) -> Sequence[str]:
        raise OSError("name or service not known")

    done = threading.Event()

    def hanging(_host: str, _port: int) -> Sequence[str]:
        done.wait(60)
        return ["93.184.216.34"]

    for guard in (Guard(resolve=unknown), Guard(resolve=hanging), says()):
        with pytest.raises(NotResolved):
            guard.target("http://hooks.example.org/", seconds=0.2)
    done.set()


def test_international_names_are_asked_for_in_ascii() -> None:
    assert GUARD.named("https://bücher.example.org/ä?q=ö").host == "xn--bcher-kva.example.org"
    assert GUARD.named("https://bücher.example.org/ä?q=ö").path == "/%C3%A4?q=%C3%B6"


def test_an_allowance_opens_one_address_and_port() -> None:
    guard = Guard(allow=frozenset({("127.0.0.1", 9)}))
    assert guard.target("http://127.0.0.1:9/", seconds=1).addresses == ("127.0.0.1",)
    for other in ("http://127.0.0.1:10/", "http://127.0.0.1/", "http://127.0.0.2:9/", "http://[::1]:9/"):
        with pytest.raises(AddressRefused):
            guard.target(other, seconds=1)
