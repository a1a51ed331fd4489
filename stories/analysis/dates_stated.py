"""Days and months by name or number. Most need no anchor, or only its year."""

import re
from typing import Final

from stories.analysis.dates_calendar import make
from stories.analysis.dates_context import Context, Reading, Rule
from stories.analysis.dates_lexicon import (
    DAY,
    EDGE,
    MONTH,
    MONTHS,
    WEEKDAY,
    YEAR,
    S,
)
from stories.domain.values import TimexType

SHORT_YEAR: Final = rf"(?:,?[ \t\n]{{1,3}}(?:(?:of|in)[ ])?(?P<year>{YEAR})(?![\d%])(?!,\d|\.\d))?"
_HALF_YEAR: Final = 6  # months
HEAD: Final = rf"(?:{WEEKDAY},?{S})?"
RANGE_END: Final = rf"(?:[ \t]?(?:-|to|through)[ \t]?(?P<last>{DAY}))?"
NAMES_OF_PEOPLE: Final = frozenset(("may", "march", "mar", "sat", "sun", "mon", "dec", "jan", "sep"))


RANGE_YEAR: Final = re.compile(
    rf"[ ]?(?:-|to|until|through|and)[ ]?(?:the[ ])?(?:{DAY}[ ](?:of[ ])?)?{MONTH}(?:[ ]{DAY})?"
    rf",?[ ](?:(?:of|in)[ ])?(?P<year>{YEAR})\b"
)


def month_of(word: str) -> int:
    return MONTHS[word.lower().rstrip(". ")]


def iso(m: re.Match[str], _: Context) -> Reading | None:
    day = make(int(m["y"]), int(m["m"]), int(m["d"]))
    if day is None:
        return None
    clock = m["clock"]
    return Reading(
        TimexType.TIME if clock else TimexType.DATE, day.isoformat() + (f"T{clock}" if clock else ""), stated=True
    )


def slashed(m: re.Match[str], _: Context) -> Reading | None:
    """3/14/2025 is March; 14/3/2025 too. 3/4/2025 could be either month: left alone."""
    a, b, year = int(m["a"]), int(m["b"]), int(m["y"])
    if (a <= 12 and b <= 12 and a != b) or m["sep"] != m["sep2"]:
        return None
    day = make(year, a, b) if a <= 12 else make(year, b, a)
    return Reading(TimexType.DATE, day.isoformat(), stated=True) if day else None


def year_for(month: int, day: int, m: re.Match[str], ctx: Context) -> int | None:
    """The year of a day or month without one: the nearest to the anchor, unless the clause's tense forbids it."""
    if ctx.today is None:
        return None
    today = ctx.today
    near = [
        (abs((found - today).days), found)
        for year in (today.year - 1, today.year, today.year + 1)
        if (found := make(year, month, min(day, 28)))
    ]
    nearest = min(near)[1]
    distance = (nearest - today).days
    if abs(distance) > 45:
        ahead = THROUGH_BEFORE.search(ctx.low, max(0, m.start() - 11), m.start())
        tense = "future" if ahead else ctx.tense(m.start(), m.end())
        if tense == "future" and distance < 0:
            return nearest.year + 1
        if tense == "past" and distance > 0:
            return nearest.year - 1
    return nearest.year


def month_day(m: re.Match[str], ctx: Context) -> Reading | None:
    found = m.groupdict()
    month, day = month_of(found["month"]), int(re.sub(r"\D", "", found["day"]))
    stated = found["year"] or year_after(m, ctx)
    year = int(stated) if stated else year_for(month, day, m, ctx)
    lead = (found.get("lead") or "").split()
    if lead and ctx.today and (same := make(ctx.today.year, month, min(day, 28))):
        year = (
            ctx.today.year
            - (lead[0] in ("last", "past") and same >= ctx.today)
            + (lead[0] == "next" and same <= ctx.today)
        )
    if found.get("rel") and ctx.today:
        year = ctx.today.year + {"last": -1, "next": 1}.get(found["rel"].split()[0], 0)
    if year is None:
        return Reading(TimexType.DATE, f"XXXX-{month:02d}-{day:02d}") if make(2000, month, day) else None
    made = make(year, month, day)
    if made is None:
        return None
    until = make(made.year, month, int(re.sub(r"\D", "", found["last"]))) if found.get("last") else None
    return Reading(
        TimexType.DATE, made.isoformat(), stated=bool(stated), last=until if until and until > made else None
    )


def year_after(m: re.Match[str], ctx: Context) -> str | None:
    """The year that the other end of a range names: 2015 for "November" in "November to December 2015"."""
    following = RANGE_YEAR.match(ctx.low, m.end())
    return following["year"] if following else None


def bare_month(m: re.Match[str], ctx: Context) -> Reading | None:
    word = m["month"]
    month = month_of(word)
    if word.lower().rstrip(".") in NAMES_OF_PEOPLE and not ctx.text[m.start("month")].isupper():
        return None
    if year := m["year"] or year_after(m, ctx):
        return Reading(TimexType.DATE, f"{year}-{month:02d}", stated=True)
    if word.lower().rstrip(".") in NAMES_OF_PEOPLE and not (
        m["lead"] or m["rel"] or PREPOSITION_BEFORE.search(ctx.low, max(0, m.start() - 16), m.start())
    ):
        return None
    if not ctx.text[m.start("month")].isupper() or FOLLOWS_NAME.match(ctx.text, m.end()):
        return None
    today = ctx.today
    if today is None:
        return Reading(TimexType.DATE, f"XXXX-{month:02d}")
    lead, rel = (m["lead"] or "").split(), m["rel"] or ""
    year = today.year
    if rel:
        year += {"last": -1, "next": 1}.get(rel.split()[0], 0)
    elif "last" in lead or "past" in lead or "previous" in lead:
        year -= month >= today.month
    elif "next" in lead or "coming" in lead:
        year += month <= today.month
    elif "this" not in lead:
        tense = ctx.tense(m.start(), m.end())
        if SINCE_BEFORE.search(ctx.low, max(0, m.start() - 10), m.start()):
            tense = "past"
        elif tense != "future" and (through := THROUGH_BEFORE.search(ctx.low, max(0, m.start() - 10), m.start())):
            # "sales fell through August" tells of what was; "is shut through August" of what will be
            lately = "through" in through.group() and 0 <= today.month - month <= _HALF_YEAR
            tense = tense if tense == "past" and lately else "future"
        if month < today.month and tense == "future":
            year += 1
        elif month > today.month and tense != "future":
            year -= 1
    return Reading(TimexType.DATE, f"{year:04d}-{month:02d}")


PREPOSITION_BEFORE: Final = re.compile(
    r"\b(?:in|since|until|till|by|of|during|through|between|after|before|early|late|mid|next|last|this)[ -]\Z"
)
SINCE_BEFORE: Final = re.compile(r"\bsince[ ]\Z")
THROUGH_BEFORE: Final = re.compile(r"\b(?:until|till|by|through|effective)[ ]\Z")
FOLLOWS_NAME: Final = re.compile(r"[ ][A-Z][a-z]+(?![a-z]*day\b)[ ]?(?:said|told|,)")


STATED: Final[tuple[tuple[str, Rule], ...]] = (
    (r"\b(?P<y>[12]\d{3})-(?P<m>\d\d)-(?P<d>\d\d)(?:[t ](?P<clock>\d\d:\d\d)(?::\d\d)?z?)?(?![\d-])", iso),
    (
        r"(?<![\d/.-])(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P<sep2>[/.-])(?P<y>(?:19|20)\d\d)(?![\d/.-]\d)",
        slashed,
    ),
    (
        (
            rf"\b(?:(?:around|about|early|late){S})?(?:(?P<lead>last|next|this|past)"
            rf"{S})?{HEAD}(?P<month>{MONTH})[ \t\n]{{0,2}},?[ ]?(?P<day>{DAY})\b{RANGE_END}"
            rf"(?:,?{S}(?:of{S})?(?P<rel>last|this|next){S}year\b|{SHORT_YEAR})"
        ),
        month_day,
    ),
    (  # "24 and 25 October": the first day has its month from the second
        (
            rf"(?<![\w$£€.,/-])(?:the{S})?(?P<day>{DAY})"
            rf"(?={S}(?:and|or){S}(?:the{S})?{DAY}{S}(?:of{S})?(?P<month>{MONTH}))(?P<year>$^)?(?P<rel>$^)?"
        ),
        month_day,
    ),
    (
        rf"\b{HEAD}(?:the{S})?(?P<day>{DAY})(?:{S}of{S}|{S}|-)(?P<month>{MONTH})(?:-|,)?{SHORT_YEAR}(?P<rel>$^)?",
        month_day,
    ),
    (
        (
            rf"\b(?:(?:the{S})?(?P<edge>{EDGE}|sometime|around)(?:{S}|-)(?:(?:of|in)"
            rf"{S})?)?(?P<lead>(?:(?:last|next|this|past|previous|coming){S}){{0,2}})"
            rf"\b(?P<month>{MONTH})(?:,?{S}(?:of{S})?(?P<rel>last|this|next){S}year\b|{SHORT_YEAR})(?!\.?[ ]?\d)"
        ),
        bare_month,
    ),
)
