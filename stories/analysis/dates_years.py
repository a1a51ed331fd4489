"""Years and what is counted in them: quarters, halves, seasons, decades, centuries."""

import re
from typing import Final

from stories.analysis.dates_calendar import quarter_of
from stories.analysis.dates_context import Context, Reading, Rule
from stories.analysis.dates_lexicon import EDGE, ORDINALS, SEASON, SEASONS, YEAR, S
from stories.domain.values import TimexType


def quarter(m: re.Match[str], ctx: Context) -> Reading | None:
    number = ORDINALS[m["nth"].lower()] if m["nth"] else int(m["q"])
    year = m["year"] or m["year2"]
    if year:
        return Reading(TimexType.DATE, f"{year}-Q{number}", stated=True)
    if ctx.today is None:
        return Reading(TimexType.DATE, f"XXXX-Q{number}")
    rel = (m["rel"] or m["rel2"] or "").lower()
    chosen = ctx.today.year
    if "last year" in rel:
        chosen -= 1
    elif "next year" in rel:
        chosen += 1
    elif "this year" not in rel and number > quarter_of(ctx.today) + 1:
        chosen -= 1
    return Reading(TimexType.DATE, f"{chosen:04d}-Q{number}")


def half(m: re.Match[str], ctx: Context) -> Reading | None:
    number = 1 if m["nth"] == "first" else 2
    year = m["year"] or (f"{ctx.today.year:04d}" if ctx.today else "XXXX")
    return Reading(TimexType.DATE, f"{year}-H{number}", stated=bool(m["year"]))


def season(m: re.Match[str], ctx: Context) -> Reading | None:
    word = m["season"]
    letter = SEASONS[word]
    if m["year"]:
        return Reading(TimexType.DATE, f"{m['year']}-{letter}", stated=True)
    lead = (m["lead"] or "").split()
    if not lead and (
        word in ("fall", "spring") or not LIKE_A_SEASON.search(ctx.low, max(0, m.start() - 12), m.start())
    ):
        return None
    if ctx.today is None:
        return Reading(TimexType.DATE, f"XXXX-{letter}")
    first = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[letter]
    year = ctx.today.year
    if (lead and lead[0] in ("last", "past", "previous")) or "past" in lead:
        year -= ctx.today.month < first + 3 and not (lead[0] == "this" and ctx.today.month >= first)
    elif lead and lead[0] in ("next", "coming"):
        year += ctx.today.month >= first
    return Reading(TimexType.DATE, f"{year:04d}-{letter}")


LIKE_A_SEASON: Final = re.compile(r"\b(?:in|during|over|by|until|since|of|the)[ ](?:the[ ])?\Z")


OF_AGE_BEFORE: Final = re.compile(r"\b(?:his|her|their|my|our|your|its)[ ](?:(?:early|mid|late)[ -])?\Z")


def decade(m: re.Match[str], ctx: Context) -> Reading | None:
    digits = m["decade"]
    if OF_AGE_BEFORE.search(ctx.low, max(0, m.start() - 24), m.start("decade")):
        return None
    if len(digits) == 2:
        digits = ("20" if digits[0] in "012" else "19") + digits
    if digits.endswith("00") and m["edge"] is None and digits != "2000":
        return Reading(TimexType.DATE, digits[:2], stated=True)
    return Reading(TimexType.DATE, digits[:3], stated=True)


def century(m: re.Match[str], _: Context) -> Reading | None:
    return Reading(TimexType.DATE, f"{int(m['n']) - 1:02d}", stated=True)


def year_alone(m: re.Match[str], ctx: Context) -> Reading | None:
    year = int(m["year"])
    lead = m["lead"]
    if not lead and not (1900 <= year <= 2069) and not m["edge"]:
        return None
    if NOT_A_YEAR_AFTER.match(ctx.low, m.end()) and not (lead and lead.strip() in ("since", "year")):
        return None
    if not m["edge"] and NOT_A_YEAR_BEFORE.search(ctx.low, max(0, m.start("year") - 24), m.start("year")):
        return None
    # a bare plural after it is what is counted ("1,950" would carry its comma, "1950 jobs" does not)
    if not m["edge"] and COUNTED_AFTER.match(ctx.low, m.end()) and not ctx.low[m.end() :].startswith(VERBS_AFTER):
        return None
    if PERIOD_AFTER.match(ctx.low, m.end()) and (quarter := ctx.latest_quarter(m.start())):
        return Reading(TimexType.DATE, m["year"] + quarter[4:], stated=True)
    return Reading(TimexType.DATE, m["year"], stated=True, start=m.start("edge") if m["edge"] else m.start("year"))


def era(m: re.Match[str], _: Context) -> Reading | None:
    if m["ad"]:
        return Reading(TimexType.DATE, m["ad"].zfill(4), stated=True)
    return Reading(TimexType.DATE, "BC" + m["bc"].zfill(4), stated=True)


NOT_A_YEAR_AFTER: Final = re.compile(
    r"(?:[ -]{0,2}(?:percent|per cent|people|rpm|hp|horsepower|miles?|km|kilomet|"
    r"met(?:re|er)s?\b|feet|foot|points?|dollars?|euros?|pounds?|yen|"
    r"tons?\b|tonnes?|lb|kg|mb|units?|acres?|hectares?|megawatts?|mw\b|kw\b|calories|"
    r"degrees|votes|jobs|times|hours|days|years|weeks|months|"
    r"hundred|thousand|million|billion|trillion|square|cubic|sq|model)|%|[a-rt-z$\d]|s[a-z]|,\d{3}|\.\d|:\d|/\d|°)"
)


NOT_A_YEAR_BEFORE: Final = re.compile(
    r"(?:[$£€¥#/.:\d+]|\d,|[a-z]-|(?<!\d)-|\b(?:us|usd|eur|rs|no|number|section|"
    r"room|flight|boeing|highway|route|page|than|about|nearly|almost|some|roughly|"
    r"least|approximately)[. $]{0,2})\Z"
)


PERIOD_AFTER: Final = re.compile(r"[ ]period\b")


COUNTED_AFTER: Final = re.compile(r"[ ](?!its\b|was\b|has\b|does\b|says\b|as\b)[a-z]{2,20}[^\Wsui]s\b")


VERBS_AFTER: Final = (
    " was ",
    " has ",
    " is ",
    " does ",
    " elections",
    " games",
    " olympics",
    " talks",
    " protests",
    " sales",
    " results",
    " earnings",
    " profits",
    " targets",
    " levels",
    " standards",
)

YEARS: Final[tuple[tuple[str, Rule], ...]] = (
    (
        (
            rf"\b(?:(?:the|a|its|their|our|his){S})?(?:(?:(?P<year2>{YEAR})|fiscal|"
            rf"flat|(?P<rel2>last year's|this year's|next year's)){S}){{0,2}}"
            rf"(?:(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th)(?:{S}|-)(?:fiscal{S})?quarter|q(?P<q>[1-4]))\b"
            rf"(?:(?:{S}|-)(?:of{S})?(?:fiscal{S})?(?P<year>{YEAR})\b|{S}of{S}(?P<rel>last|this|next){S}year)?"
        ),
        quarter,
    ),
    (
        rf"\b(?:the{S})?(?P<nth>first|second|last|latter){S}(?:half|two{S}quarters)(?:{S}of{S}(?P<year>{YEAR})\b)(?!s)",
        half,
    ),
    (
        (
            rf"\b(?:the{S})?(?P<edge>{EDGE}{S}|{EDGE}-)?(?P<lead>(?:(?:last|next|this|"
            rf"past|previous|coming){S}){{0,2}})(?P<season>{SEASON})\b(?:{S}(?:of{S}"
            rf")?(?P<year>{YEAR})\b)?"
        ),
        season,
    ),
    (
        (
            rf"\b(?:the{S})?(?:(?P<edge>{EDGE})(?:{S}|-)(?:(?:of|in){S})?)?(?:the{S}"
            rf")?'?(?<!\d)(?P<decade>(?:1[0-9]|20)\d0|[2-9]0)'?s\b"
        ),
        decade,
    ),
    (rf"\b(?:the{S})?(?:(?:early|late|mid)(?:{S}|-))?(?P<n>1\d|2[01]|[5-9])(?:th|st|nd|rd)(?:{S}|-)century\b", century),
    (
        (
            rf"(?:\b(?P<lead>in|since|until|by|from|of|during|before|after|to|and|year|"
            rf"between|circa|the){S})?(?:\b(?P<edge>(?:the{S})?{EDGE}(?:{S}|-)(?:of{S}"
            rf"|in{S})?|post-|pre-))?"
            rf"(?<![\d.,$])(?<![\d][-/])\b(?P<year>{YEAR})\b"
        ),
        year_alone,
    ),
    (rf"\b(?:a\.d\.|ad){S}(?P<ad>\d{{2,4}})\b|\b(?P<bc>\d{{1,4}}){S}(?:b\.?c\.?e?\b|bce)", era),
)
