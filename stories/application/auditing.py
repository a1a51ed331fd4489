"""The log verified as a whole, in slices that a worker does between other work, against all that was known before."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q

from stories.application import proving
from stories.eventlog.audit import audit
from stories.eventlog.merkle import Tree
from stories.eventlog.notes import NoNote, read_note
from stories.eventlog.read import log_size
from stories.eventlog.signing import newest, signed_after
from stories.eventlog.verify import Tampered
from stories.models import HouseJob

VERIFY = "verify"
DONE, FAILED = "done", "failed"
EVERY = timedelta(hours=1)
KEPT = timedelta(days=7)
SLICE_SECONDS = 40.0  # well below what a worker allows a task
TAMPERED = "Tampered"  # how a verdict begins that is no mishap

Tell = Callable[[int, int], None]


class Unfinished(Exception):
    """The slice is over; what was reached is kept."""


def last_audit() -> HouseJob | None:
    """The newest verification that came to an end; its `said` is what it found, `done` how many events it covered."""
    return HouseJob.objects.filter(kind=VERIFY, state__in=(DONE, FAILED)).order_by("-finished_at").first()


def tampered() -> str | None:
    """What the last audit found, where the log is not what it was: the first bad position, and why.

    An audit that did not come to its end, for whatever reason, takes nothing back.
    """
    verdicts = Q(state=DONE) | Q(state=FAILED, said__startswith=TAMPERED)
    last = HouseJob.objects.filter(verdicts, kind=VERIFY).order_by("-finished_at").first()
    return last.said if last and last.state == FAILED else None


def audit_due(at: datetime) -> None:
    """Queues an audit where the last one is an hour old; old ones that passed go."""
    scheduled = HouseJob.objects.filter(kind=VERIFY, asked_by=None)
    scheduled.filter(state=DONE, finished_at__lt=at - KEPT).delete()
    recent = HouseJob.objects.filter(kind=VERIFY).filter(Q(finished_at=None) | Q(asked_at__gt=at - EVERY))
    if log_size() and not recent.exists():
        HouseJob.objects.create(kind=VERIFY, asked_at=at)


def audited(job: HouseJob, tell: Tell) -> tuple[str, str]:
    """State and verdict. Raises Unfinished after a slice."""
    passed = HouseJob.objects.filter(kind=VERIFY, state=DONE, done__gt=0).order_by("-finished_at").first()
    before = {passed.done: bytes.fromhex(passed.said.rsplit(" ", 1)[-1])} if passed else {}
    tree = Tree.resume(job.reached.get("size", 0), map(bytes.fromhex, job.reached.get("edge", ())))
    total = log_size()
    last = newest()

    def known(after: int, upto: int) -> dict[int, bytes]:
        return {size: root for size, root in before.items() if after < size <= upto} | _signed(after, upto)

    def step(size: int) -> None:
        reached = {"size": tree.size, "edge": [one.hash.hex() for one in tree.edge]}
        HouseJob.objects.filter(pk=job.pk).update(reached=reached)
        tell(size, max(total, size))

    least = max([*before, last.size if last else 0])
    try:
        done = audit(tree, known, least=least, seconds=SLICE_SECONDS, tell=step)
    except Tampered as bad:
        return FAILED, f"{TAMPERED}: {bad}"
    if not done:
        raise Unfinished
    step(tree.size)
    if wrong := [one for one in proving.standing().troubles if one.startswith(proving.REWRITTEN)]:
        return FAILED, f"{TAMPERED}: {wrong[0]}"
    return DONE, f"{tree.size} events are whole; root {tree.root().hex()}"


def _signed(after: int, upto: int) -> dict[int, bytes]:
    """Roots that were signed for, by size. Raises Tampered where a row is not what its note says."""
    found = {}
    for one in signed_after(after, upto - after):
        if one.size > upto:
            break
        try:
            said = read_note(one.note).checkpoint
        except NoNote as error:
            raise Tampered(one.size - 1, f"the checkpoint of {one.size} events is spoilt: {error}") from None
        if (said.size, said.root) != (one.size, one.root):
            raise Tampered(one.size - 1, f"the checkpoint of {one.size} events is not what its note says")
        found[one.size] = one.root
    return found
