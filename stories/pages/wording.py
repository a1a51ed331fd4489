"""The words that readers get for states, sums and times, in the language that is active."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_noop, ngettext, pgettext

# By status, kind of notice, or kind of change: the word beside the mark. Each has a shape of its own in marks.html.
WORDS = {
    "verified": gettext_noop("Verified"),
    "refuted": gettext_noop("Refuted: it is not so"),
    "inconclusive": gettext_noop("Could not be settled"),
    "reported": gettext_noop("Reported"),
    "disputed": gettext_noop("Disputed"),
    "superseded": gettext_noop("Earlier"),
    "corrected": gettext_noop("Correction"),
    "correction": gettext_noop("Correction"),
    "clarification": gettext_noop("Clarification"),
    "withdrawn": gettext_noop("Withdrawn"),
    "question": gettext_noop("Open question"),
    "amended": gettext_noop("Put otherwise"),
    "held": gettext_noop("Not shown"),
    "released": gettext_noop("Shown"),
    "closed": gettext_noop("Closed"),
    "reopened": gettext_noop("Followed again"),
}
# What the marks mean, in the order of the key.
MEANINGS = {
    "verified": gettext_noop("We have checked it ourselves and vouch for it."),
    "refuted": gettext_noop("We have checked it, and it is not so."),
    "inconclusive": gettext_noop("We have checked it and could not settle it."),
    "reported": gettext_noop("Others say so; we have not verified it."),
    "disputed": gettext_noop("Accounts contradict each other; we have not settled it."),
    "superseded": gettext_noop("It was right and has changed since."),
    "correction": gettext_noop("We were wrong and say so."),
    "withdrawn": gettext_noop("We, or the source, have taken it back."),
}


def word(kind: str) -> str:
    return gettext(WORDS[kind]) if kind in WORDS else kind


def key_to_the_marks() -> list[tuple[str, str, str]]:
    """Mark, word and meaning."""
    return [(mark, word(mark), gettext(meaning)) for mark, meaning in MEANINGS.items()]


def sum_in_words(*, outlets: int, origins: int, own: bool) -> str:
    """How many say so, and from how many independent origins. own: evidence of ours is counted among them."""
    if not origins:
        return gettext("No source stands behind this.")
    if not outlets:
        return gettext("From our own reporting")
    found = {
        "outlets": ngettext("%(n)s outlet", "%(n)s outlets", outlets) % {"n": number(outlets)},
        "origins": ngettext("%(n)s origin", "%(n)s origins", origins) % {"n": number(origins)},
    }
    if own:
        return gettext("Reported by %(outlets)s and backed by our own evidence, %(origins)s") % found
    return gettext("Reported by %(outlets)s, %(origins)s") % found


def sourced(claim: dict[str, Any]) -> str:
    """The sum of a claim's document."""
    sourcing = claim["sourcing"]
    return sum_in_words(outlets=sourcing["outlets"], origins=sourcing["origins"], own=bool(claim["evidence"]))


def counted(counts: dict[str, int]) -> list[tuple[str, str]]:
    """Mark and sum for each kind of line that there is, in the page's order."""
    said: dict[str, Callable[[int], str]] = {
        "verified": lambda n: ngettext("%(n)s verified", "%(n)s verified", n),
        "refuted": lambda n: ngettext("%(n)s refuted", "%(n)s refuted", n),
        "reported": lambda n: ngettext("%(n)s reported", "%(n)s reported", n),
        "inconclusive": lambda n: ngettext("%(n)s not settled", "%(n)s not settled", n),
        "disputed": lambda n: ngettext("%(n)s disputed", "%(n)s disputed", n),
        "correction": lambda n: ngettext("%(n)s correction", "%(n)s corrections", n),
        "withdrawn": lambda n: ngettext("%(n)s withdrawal", "%(n)s withdrawals", n),
        "question": lambda n: ngettext("%(n)s open question", "%(n)s open questions", n),
    }
    return [(mark, say(n) % {"n": number(n)}) for mark, say in said.items() if (n := counts.get(mark, 0))]


def number(n: int) -> str:
    """As the language writes it: 1,200 or 1.200."""
    return number_format(n, force_grouping=True)


def time_element(at: datetime) -> SafeString:
    """A time as machines read it, in UTC for whoever has no script; page.js puts it into the reader's own zone."""
    return _time_element(at.astimezone(UTC).replace(microsecond=0), get_language() or "en")


@lru_cache(maxsize=4096)
def _time_element(at: datetime, _language: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', at.strftime("%Y-%m-%dT%H:%M:%SZ"), time_in_words(at))


def time_in_words(at: datetime) -> str:
    # Translators: Django's date format for a time on the page, always in UTC.
    return date_format(at.astimezone(UTC), pgettext("date format", "j M Y, H:i")) + " UTC"
