"""At the beginning of each shift, a mail to everybody who has a role and an address: what waits, what has happened.

Nothing in it that the desk would not show to her; statements of claims and no full texts, since mail is read anywhere.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stories.application.changed_sources import changed_by_source
from stories.application.people import person_id, roles_of
from stories.application.taking_back import name_of
from stories.application.timetable import TICK_SECONDS
from stories.application.watched import Happened, happened
from stories.domain.permissions import MATRIX, Action
from stories.domain.vocabulary import HoldReason, Judgement, Publication, Status, SuggestionKind
from stories.models import Digest, Person, reading

log = logging.getLogger(__name__)

LISTED = 15
GONE = (Status.DISMISSED.value, Status.CORRECTED.value, Status.SUPERSEDED.value)  # what nobody has to look at again
ATTEMPTS = 5
LATE = timedelta(hours=2)  # a shift that began longer ago is told no more
HAPPENED = (
    "claim.verified",
    "claim.refuted",
    "claim.disputed",
    "claim.corrected",
    "claim.withdrawn",
    "claim.held",
    "claim.challenged",
    "article.withdrawn",
    "origin.withdrawn",
    "notice.sent",
    "contradiction.detected",
    "contradiction.lapsed",
    "contradiction.resolved",
)


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and its lines; more: how many were left out."""

    heading: str
    lines: list[str]
    more: int


def shift_at(at: datetime) -> datetime:
    """When the running shift began. Shifts begin at the hours (UTC) of NEWSROOM_SHIFTS."""
    day = at.replace(minute=0, second=0, microsecond=0)
    begun = [day.replace(hour=hour) - timedelta(days=back) for back in (0, 1) for hour in settings.NEWSROOM_SHIFTS]
    return max(begin for begin in begun if begin <= at)


def send_digests(at: datetime) -> int:
    """Sends what is due at this moment; how many mails went out. What fails is tried again by the next tick.

    To be called outside a transaction, by one at a time.
    """
    shift = shift_at(at)
    if at - shift > LATE:
        return 0
    sent, end = 0, monotonic() + TICK_SECONDS
    for person in _readers():
        if monotonic() > end:
            break  # the next tick goes on
        Digest.objects.get_or_create(person=person, shift=shift)
        sent += _send(person, shift, at)
    return sent


def _readers() -> Iterator[Person]:
    people = Person.objects.filter(user__is_active=True).exclude(user__email="").select_related("user").order_by("id")
    return (person for person in people if roles_of(person.user))


def _send(person: Person, shift: datetime, at: datetime) -> bool:
    """The attempt is counted before it is made: a server that answers slowly must not make a storm of mails."""
    row = Digest.objects.filter(person=person, shift=shift)
    if not row.filter(sent_at=None, attempts__lt=ATTEMPTS).update(attempts=F("attempts") + 1):
        return False
    try:
        found = parts(person, shift - _length(shift), at)
        if found:
            send_mail(_subject(shift, found), text_of(found), None, [person.user.email])
    except Exception as exc:  # whatever it is, it is hers: those behind her get theirs
        log.exception("the digest of %s could not be sent", person_id(person))
        row.update(problem=f"{type(exc).__name__}: {exc}"[:300].replace("\0", "\ufffd"))
        return False
    row.update(sent_at=at)
    return bool(found)


def _length(shift: datetime) -> timedelta:
    return shift - shift_at(shift - timedelta(minutes=1))


def _subject(shift: datetime, found: list[Part]) -> str:
    waiting = sum(len(part.lines) + part.more for part in found)
    return _("Desk, %(when)s UTC: %(n)s items") % {"when": f"{shift:%d %b %H:%M}", "n": waiting}


def parts(person: Person, since: datetime, at: datetime) -> list[Part]:
    """What this person should know at the beginning of her shift; empty parts are left out."""
    me = person_id(person)
    watched = happened(person.user, me, since)
    claims = reading.Claim.objects.exclude(status="merged").order_by("story", "first_seen", "id")
    questions = reading.Question.objects.filter(status="open").order_by("due", "id")
    decides = bool(roles_of(person.user) & MATRIX[Action.DECIDE_CLAIM])
    # A due that is null is smaller than any text to the database.
    overdue = Q(document__work__due__startswith="2", document__work__due__lt=at.isoformat())
    lost = Q(publication=Publication.WITHHELD.value, document__hold__reason=HoldReason.SUPPORT_LOST.value)
    found = [
        _claims(_("Assigned to you"), claims.filter(assignee=me)),
        _questions(_("Your open questions and complaints"), questions.filter(owner=me)),
        _watched(watched),
    ]
    if decides:
        changed = claims.filter(pk__in=changed_by_source()).exclude(lost)
        found += [
            _claims(_("Public lines that an independent origin contradicts"), claims.filter(challenged=True)),
            _claims(_("Held, since nothing supports them any more"), claims.filter(lost)),
            _claims(_("A source changed since somebody decided"), changed),
            _origins(),
            _claims(_("Wait for a second person"), claims.filter(document__work__pending__verb__isnull=False)),
            _claims(_("To be looked at again"), claims.filter(recheck_by__lte=at).exclude(status__in=GONE)),
            _claims(_("Assigned to somebody and overdue"), claims.filter(overdue).exclude(assignee=me)),
            _questions(_("Questions and complaints that are overdue"), questions.filter(due__lt=at).exclude(owner=me)),
            _happened(since, apart=[one.story.pk for one in watched]),
        ]
    return [part for part in found if part.lines]


def _claims(heading: str, rows: QuerySet[reading.Claim]) -> Part:
    listed = list(rows[: LISTED + 1])
    titles = _titles({row.story for row in listed})
    lines = [
        f"{row.statement[:200]} [{titles.get(row.story, '')}]\n  {settings.PUBLIC_URL}/admin/stories/claim/{row.pk}/"
        for row in listed[:LISTED]
    ]
    return Part(heading, lines, rows.count() - LISTED if len(listed) > LISTED else 0)


def _questions(heading: str, rows: QuerySet[reading.Question]) -> Part:
    listed = list(rows[: LISTED + 1])
    lines = [f"{row.text[:200]}\n  {settings.PUBLIC_URL}/admin/stories/question/{row.pk}/" for row in listed[:LISTED]]
    return Part(heading, lines, rows.count() - LISTED if len(listed) > LISTED else 0)


def _origins() -> Part:
    """What was copied from something that was killed: each origin once, in however many stories it waits."""
    waits = reading.Suggestion.objects.filter(
        kind=SuggestionKind.WITHDRAW_ORIGIN.value, judgement=Judgement.SUGGESTED.value
    )
    by_origin: dict[str, list[reading.Suggestion]] = {}
    for row in waits.order_by("id"):
        by_origin.setdefault(row.document["a"], []).append(row)
    lines = []
    for origin, rows in list(by_origin.items())[:LISTED]:
        stories = len({row.story for row in rows})
        many = ngettext("in %(n)s story", "in %(n)s stories", stories) % {"n": stories}
        address = f"{settings.PUBLIC_URL}/admin/stories/suggestion/{rows[0].pk}/"
        lines.append(f"{name_of(origin)}, {many}: {rows[0].document['reason']}\n  {address}")
    return Part(_("Taken back; what others copied from it waits for you"), lines, max(0, len(by_origin) - LISTED))


def _watched(found: list[Happened]) -> Part:
    lines = []
    for one in found[:LISTED]:
        sums = [
            ngettext("%(n)s article", "%(n)s articles", one.articles) % {"n": one.articles} if one.articles else "",
            ngettext("%(n)s change", "%(n)s changes", one.others) % {"n": one.others} if one.others else "",
        ]
        newest = [f"  {row.at:%H:%M} {row.summary or row.type}" for row in one.newest]
        address = f"  {settings.PUBLIC_URL}/admin/stories/story/{one.story.pk}/"
        lines.append("\n".join([f"{one.story.title}: {', '.join(filter(None, sums))}", *newest, address]))
    return Part(_("In the stories that you watch"), lines, max(0, len(found) - LISTED))


def _happened(since: datetime, *, apart: list[str]) -> Part:
    """apart: stories that are told by themselves."""
    rows = reading.StoryEvent.objects.filter(at__gte=since, type__in=HAPPENED).exclude(story__in=apart)
    rows = rows.order_by("-at", "-version")
    listed = list(rows[: LISTED + 1])
    titles = _titles({row.story for row in listed})
    lines = [f"{row.at:%H:%M} {row.summary or row.type} [{titles.get(row.story, '')}]" for row in listed[:LISTED]]
    return Part(_("Since the shift before"), lines, rows.count() - LISTED if len(listed) > LISTED else 0)


def _titles(stories: set[str]) -> dict[str, str]:
    return dict(reading.Story.objects.filter(pk__in=stories).values_list("pk", "title"))


def text_of(found: list[Part]) -> str:
    blocks = []
    for part in found:
        more = [_("and %(n)s more") % {"n": part.more}] if part.more else []
        blocks.append("\n".join([part.heading, "-" * len(part.heading), *part.lines, *more]))
    return "\n\n".join([*blocks, f"{settings.PUBLIC_URL}/admin/\n"])
