"""Webhooks on the wire: Standard Webhooks 1.0 headers and signatures, one POST, and what the other side made of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic

from standardwebhooks import Webhook

from stories.gateways.addresses import AddressRefused, Guard, NotResolved
from stories.gateways.pinned import Answer, Failed, exchange

DEADLINE_SECONDS = 15.0
READ_BYTES = 8 * 1024
LONGEST_WAIT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Message:
    """id: the same at every attempt, so that receivers can tell a repetition. secrets: each of them signs."""

    id: str
    body: str
    secrets: Sequence[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt. status: of the answer, None where there was none; reason: why it failed, else empty.

    wait: the seconds for which the receiver asks to be left alone. text: the beginning of its answer.
    """

    status: int | None
    reason: str
    wait: float | None
    text: str
    milliseconds: int

    @property
    def accepted(self) -> bool:
        return not self.reason

    @property
    def gone(self) -> bool:
        """The receiver wants no more, ever."""
        return self.status == 410


def send(url: str, message: Message, *, at: datetime, guard: Guard) -> Outcome:
    """One attempt. Every failure is an outcome; none comes out as an exception."""
    begun = monotonic()
    try:
        answer = _post(url, message, at, guard)
    except AddressRefused as exc:
        return _failed(begun, f"refused: {exc}")
    except NotResolved as exc:
        return _failed(begun, f"no such host: {exc}"[:300])
    except Failed as exc:
        return _failed(begun, f"{exc.code}: {exc}")
    return Outcome(
        status=answer.status,
        reason=_why(answer.status),
        wait=wait_of(answer.headers.get("retry-after"), at) if answer.status in {429, 503} else None,
        text=answer.body.decode("utf-8", "replace").replace("\0", "\ufffd"),
        milliseconds=_since(begun),
    )


def headers_of(message: Message, at: datetime) -> dict[str, str]:
    moment = at.astimezone(UTC)
    signatures = [
        Webhook(secret).sign(msg_id=message.id, timestamp=moment, data=message.body) for secret in message.secrets
    ]
    return {
        "Content-Type": "application/json",
        "User-Agent": "Slugline",
        "webhook-id": message.id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def wait_of(header: str | None, at: datetime) -> float | None:
    """Retry-After in seconds from now, at most a day; None where it says nothing that can be followed."""
    if header is None:
        return None
    header = header.strip()
    if re.fullmatch(r"[0-9]{1,20}", header):
        return float(min(int(header), LONGEST_WAIT_SECONDS))
    try:
        until = parsedate_to_datetime(header[:100])
        seconds = (until.replace(tzinfo=until.tzinfo or UTC) - at).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(seconds, LONGEST_WAIT_SECONDS) if seconds > 0 else None


def _post(url: str, message: Message, at: datetime, guard: Guard) -> Answer:
    begun = monotonic()
    target = guard.target(url, seconds=DEADLINE_SECONDS / 3)
    return exchange(
        target,
        "POST",
        headers=headers_of(message, at),
        body=message.body.encode(),
        seconds=DEADLINE_SECONDS - (monotonic() - begun),
        limit=READ_BYTES,
    )


def _why(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"answered {status}: webhooks follow no redirects"
    return f"answered {status}"


def _failed(begun: float, reason: str) -> Outcome:
    return Outcome(None, reason, None, "", _since(begun))


def _since(begun: float) -> int:
    return int((monotonic() - begun) * 1000)
