"""What needs somebody: claims with the reasons why, most pressing first, from read models alone.

A claim's weight is its exposure times the logarithm of its age in minutes, so that a line that readers see stands above
all that they do not see, however long that has waited. What only waits for a first decision stands below all else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Extract, Greatest, Ln
from django.utils.translation import gettext_lazy as _

from stories.application.changed_sources import changed_by_source
from stories.application.watched import watched_by
from stories.domain.vocabulary import HoldReason, Status
from stories.models import reading

PUBLIC_LINE, PUBLIC_STORY, UNSEEN = 8.0, 2.0, 1.0
SETTLED = (Status.DISMISSED.value, Status.CORRECTED.value, Status.SUPERSEDED.value, "merged")
LEAST_WORTH = 0.1


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a claim needs somebody. icon: decoration, the label says it."""

    key: str
    label: Any
    help: Any
    icon: str


REASONS = (
    Reason("challenged", _("Challenged"), _("An independent origin contradicts a public line."), "⚠"),
    Reason("contradicted", _("Contradicted"), _("It cannot hold together with another claim."), "≠"),
    Reason("source_changed", _("Source changed"), _("An article dropped or changed it since somebody decided."), "✎"),
    Reason("support_lost", _("Support lost"), _("Nothing supports it any more; it was held by itself."), "⌀"),
    Reason("recheck", _("Re-check due"), _("Somebody wanted to look again by now."), "◷"),
    Reason("approval", _("Waiting for approval"), _("A colleague proposed a decision."), "✓?"),
    Reason("overdue", _("Overdue"), _("It was assigned and should have been done by now."), "◴"),
    Reason("mine", _("Assigned to me"), _("It is yours."), "●"),
    Reason("held", _("Held"), _("Readers do not see it until somebody releases it."), "▢"),
    Reason("decide", _("To decide"), _("Detected; what is most worth checking stands first."), "○"),
)
KNOWN = {reason.key: reason for reason in REASONS}


def _somebody_says_so() -> Exists:
    """Found where the words still stand: what was revised away or withdrawn can wait."""
    return Exists(reading.Appearance.objects.filter(claim=OuterRef("pk"), standing=True))


def _by_hand() -> Q:
    return ~Q(Exists(reading.Appearance.objects.filter(claim=OuterRef("pk"))))


def undecided() -> Q:
    return Q(status=Status.DETECTED.value) & (Q(_somebody_says_so()) | _by_hand())


def to_decide(stories: Iterable[str]) -> dict[str, int]:
    """How many claims of each story wait for a first decision, where there are any."""
    rows = reading.Claim.objects.filter(undecided(), story__in=list(stories)).order_by()
    return dict(rows.values_list("story").annotate(n=Count("pk")))


def counted(stories: QuerySet[Any]) -> QuerySet[Any]:
    """Stories, each with how many of its claims are undecided."""
    waiting = reading.Claim.objects.filter(undecided(), story=OuterRef("pk")).order_by().values("story")
    found: QuerySet[Any] = stories.annotate(
        undecided=Coalesce(Subquery(waiting.annotate(n=Count("pk")).values("n")), 0)
    )
    return found


def conditions(me: str, now: datetime) -> dict[str, Q]:
    live = ~Q(status__in=SETTLED)
    return {
        "challenged": Q(challenged=True),
        "contradicted": Q(contradicted=True, challenged=False) & live,
        "source_changed": Q(pk__in=changed_by_source()),
        "support_lost": Q(hold=HoldReason.SUPPORT_LOST.value, publication="withheld") & live,
        "recheck": Q(recheck_by__lte=now) & live,
        "approval": ~Q(pending=""),
        # A due that is null is smaller than any text to the database.
        "overdue": Q(document__work__due__startswith="2", document__work__due__lt=now.isoformat()) & live,
        "mine": Q(assignee=me) & live,
        "held": ~Q(hold__in=("", HoldReason.SUPPORT_LOST.value)) & Q(publication="withheld") & live,
        "decide": undecided(),
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter of the desk, as it stands in the address. watched: only in stories that the asker watches."""

    reasons: tuple[str, ...] = ()
    story: str = ""
    words: str = ""
    watched: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.reasons or self.story or self.words or self.watched)


@dataclass(frozen=True, slots=True)
class Needs:
    """claims: every one with at least one reason, as filtered, weighed. counts: by reason, before that filter.

    pressing: those with another reason than that they wait to be decided.
    """

    claims: QuerySet[reading.Claim]
    counts: dict[str, int]
    all: int
    pressing: int


def needs(asked: Asked, me: str, user: int | None, now: datetime) -> Needs:
    """me: the asker's pseudonym; user: her row, by which her settings are found.

    Three queries whatever there is: changed, counts, and the one that the caller runs.
    """
    said = conditions(me, now)
    found = reading.Claim.objects.exclude(status="merged")
    if asked.story:
        found = found.filter(story=asked.story)
    if asked.watched:
        found = found.filter(story__in=watched_by(user))
    if asked.words:
        found = found.filter(statement__icontains=asked.words)
    found = found.annotate(
        **{f"is_{key}": Case(When(q, then=Value(True)), default=Value(False)) for key, q in said.items()}
    )
    pressing = Q()
    for key in said:
        if key != "decide":
            pressing |= Q(**{f"is_{key}": True})
    anything = pressing | Q(is_decide=True)
    counts = found.filter(anything).aggregate(
        all=Count("pk"),
        pressing=Count("pk", filter=pressing),
        **{f"n_{key}": Count("pk", filter=Q(**{f"is_{key}": True})) for key in said},
    )
    wanted = Q()
    for key in asked.reasons:
        wanted |= Q(**{f"is_{key}": True})
    claims = found.filter(wanted if asked.reasons else anything).annotate(weight=_weight(now))
    return Needs(
        claims.annotate(presses=Case(When(pressing, then=Value(True)), default=Value(False))).order_by(
            "-presses", "-weight", "first_seen", "pk"
        ),
        {key: counts[f"n_{key}"] for key in said},
        counts["all"],
        counts["pressing"],
    )


def _weight(now: datetime) -> Any:
    in_public = Exists(reading.Story.objects.filter(pk=OuterRef("story"), public=True))
    exposure = Case(
        When(public=True, then=Value(PUBLIC_LINE)),
        When(in_public, then=Value(PUBLIC_STORY)),
        default=Value(UNSEEN),
        output_field=FloatField(),
    )
    worth = Case(
        When(status=Status.DETECTED.value, then=Greatest(F("check_worthiness"), Value(LEAST_WORTH))),
        default=Value(1.0),
        output_field=FloatField(),
    )
    minutes = (Extract(Value(now) - F("last_changed"), "epoch")) / 60.0
    return exposure * worth * Ln(Greatest(minutes, Value(0.0)) + Value(2.718), output_field=FloatField())


def reasons_of(row: Any) -> list[Reason]:
    return [reason for reason in REASONS if getattr(row, f"is_{reason.key}")]
