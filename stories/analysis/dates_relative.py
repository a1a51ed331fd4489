"""Dates told from another date: weekdays, yesterday, last month, a year ago, two days later, recently."""

import re
from datetime import date, timedelta
from typing import Final

from stories.analysis.dates_calendar import at_unit, interval, quarter_of, shift, week_value
from stories.analysis.dates_context import Context, Reading, Rule, count_of, duration, unit_letter
from stories.analysis.dates_lexicon import (
    ABOUT,
    DAY,
    EDGE,
    MONTH,
    NUMBER,
    ONE,
    UNIT,
    YEAR,
    G,
    S,
)
from stories.analysis.dates_stated import month_day
from stories.domain.values import TimexType

DATE: Final = TimexType.DATE
ENDED_AFTER: Final = re.compile(r"[ \t\n]+end(?:ed|ing)\b")
UNKNOWN: Final = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX", "Y": "XXXX"}


def this_unit(m: re.Match[str], ctx: Context) -> Reading | None:
    """last month, next year, this week, the weekend, the year, the latest quarter, the same day."""
    which, unit = m["which"].split()[-1], unit_letter(m["unit"])
    if unit == "Y" and which == "the" and ENDED_AFTER.match(ctx.low, m.end()):
        return None  # "the year ended July 2" is a length of time
    today = ctx.today
    if which in ("following", "same", "that", "previous", "preceding") or (unit == "D" and which == "next"):
        seen = ctx.last_day(m.start())
        if unit == "Y" and (year := ctx.last_value(m.start(), r"\d{4}(?:-.*)?", 600)) and seen is None:
            seen = date(int(year[:4]), 6, 15) if int(year[:4]) else None
        if unit == "Q" and (value := ctx.last_value(m.start(), r"\d{4}-Q\d", 800)) and (days := interval(value)):
            seen = days[0]
        if which in ("same", "that") and seen is None:
            return None if unit != "Q" else Reading(DATE, "XXXX-QX")
        today = seen or today
    if today is None:
        return Reading(DATE, UNKNOWN.get(unit, "XXXX"))
    step = {
        "last": -1,
        "past": -1,
        "previous": -1,
        "preceding": -1,
        "next": 1,
        "coming": 1,
        "following": 1,
        "upcoming": 1,
    }.get(which, 0)
    if unit == "WE":
        return Reading(DATE, f"{weekend(today, which, ctx.tense(m.start(), m.end()))}-WE")
    if unit == "Q" and which in ("latest", "recent", "the"):
        seen_quarter = ctx.latest_quarter(m.start())
        if seen_quarter and which == "the":
            return Reading(DATE, seen_quarter)
        step = -1
    if unit == "Y" and which in ("latest", "full"):
        step = -1 if which == "latest" else 0
    if unit == "E" and which in ("last", "past"):
        return Reading(DATE, at_unit(shift(today, -10, "Y") or today, "E"))
    if unit == "C":
        return Reading(DATE, f"{today.year // 100 + step:02d}")
    moved = shift(today.replace(day=1) if unit in ("M", "Q", "Y") else today, step, unit)
    return Reading(DATE, at_unit(moved, unit)) if moved else None


def weekend(today: date, which: str, tense: str | None) -> str:
    """The week that a weekend closes: the one just past on the first days of a week."""
    monday = today - timedelta(days=today.isoweekday() - 1)
    if which in ("last", "past") or (which != "next" and today.isoweekday() <= 3 and tense != "future"):
        monday -= timedelta(days=7)
    elif which == "next":
        monday += timedelta(days=7)
    return week_value(monday)


def ago(m: re.Match[str], ctx: Context) -> Reading | None:
    """Years ago is a year, months ago a month, days ago a day. From the anchor, or from the date before it."""
    unit, way = unit_letter(m["unit"]), m["way"].split()[0]
    count = count_of(m["n"]) if m["n"] else None
    if way in ("before", "earlier", "previously", "later", "after", "afterwards", "on") and unit.startswith("T"):
        return None
    if count is None:
        return Reading(DATE, "PAST_REF" if way in ("ago", "earlier", "before") else "FUTURE_REF")
    forward = way in ("later", "from", "hence", "after", "afterwards", "on")
    base = ctx.today
    if way in ("earlier", "later", "before", "after", "afterwards", "on", "previously"):
        quarter = ctx.latest_quarter(m.start(), 1500)
        if quarter and unit == "Y":
            return Reading(DATE, f"{int(quarter[:4]) + (count if forward else -count):.0f}{quarter[4:]}")
        seen = ctx.last_day(m.start())
        if seen is None and unit in ("Y", "M", "E"):
            value = ctx.last_value(m.start(), r"\d{4}(?:-\d\d)?", 300)
            days = interval(value) if value else None
            seen = days[0] if days else None
        base = seen or base
    if way == "ago" and unit == "Y" and count == 1 and (quarter := ctx.latest_quarter(m.start(), 1500)):
        return Reading(DATE, f"{int(quarter[:4]) - 1}{quarter[4:]}")
    if base is None:
        return Reading(DATE, UNKNOWN.get(unit, "XXXX"))
    if unit.startswith("T"):
        return Reading(DATE, base.isoformat())
    steps, unit = (
        (int(count * 10), "Y") if unit == "E" else (int(count * 100), "Y") if unit == "C" else (int(count), unit)
    )
    if count == 0.5 and unit == "Y":
        steps, unit = 6, "M"
    moved = shift(base, steps if forward else -steps, "D" if unit == "WE" else unit)
    if moved is None:
        return None
    return Reading(DATE, at_unit(moved, "W" if unit == "F" else unit))


def latest_period(m: re.Match[str], ctx: Context) -> Reading | None:
    quarter = ctx.latest_quarter(m.start())
    return Reading(DATE, quarter) if quarter else None


def week_of(m: re.Match[str], ctx: Context) -> Reading | None:
    day = month_day(m, ctx)
    days = interval(day.value) if day else None
    return Reading(DATE, week_value(days[0]), stated=bool(m["year"])) if days else None


def year_ago_thing(m: re.Match[str], ctx: Context) -> Reading | None:
    """the year-ago quarter, year-earlier, a year-ago period: the quarter spoken of, a year back."""
    if quarter := ctx.latest_quarter(m.start()):
        return Reading(DATE, f"{int(quarter[:4]) - 1:04d}{quarter[4:]}")
    if ctx.today is None:
        return Reading(DATE, "XXXX")
    if m["what"] and "quarter" in m["what"]:
        seen = shift(ctx.today.replace(day=1), -5, "Q") or ctx.today
        return Reading(DATE, f"{seen.year}-Q{quarter_of(seen)}")
    return Reading(DATE, f"{ctx.today.year - 1:04d}")


def within(m: re.Match[str], ctx: Context) -> Reading | None:
    """in two weeks: a day ahead where the clause looks ahead; else how long it took."""
    unit, count = unit_letter(m["unit"]), count_of(m["n"])
    if count is None:
        return None
    if (
        m.group().startswith("with")
        or unit.startswith("T")
        or ctx.tense(m.start(), m.end()) != "future"
        or ctx.today is None
    ):
        return Reading(TimexType.DURATION, duration(count, unit), start=m.start("n"))
    moved = shift(ctx.today, int(count), unit)
    return Reading(DATE, at_unit(moved, "W" if unit == "F" else unit)) if moved else None


def end_of(m: re.Match[str], ctx: Context) -> Reading | None:
    unit = unit_letter(m["unit"])
    if ctx.today is None:
        return Reading(DATE, UNKNOWN.get(unit, "XXXX"))
    if unit == "M" and m["edge"] == "end":
        days = interval(at_unit(ctx.today, "M"))
        return Reading(DATE, days[1].isoformat()) if days else None
    return Reading(DATE, at_unit(ctx.today, unit))


def year_end(m: re.Match[str], ctx: Context) -> Reading | None:
    if ctx.today is None:
        return Reading(DATE, "XXXX-12")
    if ctx.low.endswith("since ", max(0, m.start() - 6), m.start()):
        return Reading(DATE, f"{ctx.today.year - 1:04d}-12-31")
    return Reading(DATE, f"{ctx.today.year:04d}-12")


WHICH: Final = (
    rf"(?:the{S})?(?:last|next|this|past|previous|preceding|following|coming|upcoming|"
    rf"current|same|that|latest|most{S}recent|"
    rf"this{S}past|this{S}coming|that{S}same|the{S}full|all{S}of{S}last|all{S}of{S}this)"
)
RELATIVE: Final[tuple[tuple[str, Rule], ...]] = (
    (rf"\bthe{S}(?:latest|most{S}recent|current){S}period\b", latest_period),
    (
        (
            rf"\bthe{S}week{S}(?:of|beginning|ending|ended){S}(?P<month>{MONTH}){S}(?P<day>{DAY}"
            rf")(?:,?{S}(?P<year>{YEAR}))?\b"
        ),
        week_of,
    ),
    (
        (
            rf"\b(?:(?:{EDGE}|sometime)(?:{S}|-)(?:(?:of|in){S})?)?(?P<which>{WHICH}"
            rf"){S}(?:fiscal{S}|full{S}|calendar{S}|financial{S})?"
            rf"(?P<unit>weekend|{ONE})\b(?:{S}or{S}so\b)?"
        ),
        this_unit,
    ),
    (
        (
            rf"\b(?:(?P<edge>{EDGE})(?:{S}|-)(?:(?:of|in){S})?)?(?P<which>the){S}(?P<unit>weekend|"
            rf"week|year|quarter)\b(?!-)(?!{S}(?:is|was|were){S}\d)"
        ),
        this_unit,
    ),
    (
        (
            rf"\b{ABOUT}(?:(?P<n>{NUMBER}|several|many|some|a{S}few|few){G})?(?P<unit>{UNIT}"
            rf"){S}(?P<way>ago|earlier|before(?!{S}(?:the|a|he|she|they|it|his|her))|later|"
            rf"from{S}now|previously|afterwards?|hence)\b"
        ),
        ago,
    ),
    (
        (
            rf"\b(?:(?:the|a){S})?(?:comparable{S})?year-(?:ago|earlier)\b(?P<what>{S}(?:fiscal{S}"
            rf")?(?:quarter|period))?"
        ),
        year_ago_thing,
    ),
    (rf"\b(?:with)?in{S}(?:about{S}|just{S}|under{S})?(?P<n>{NUMBER}){G}(?P<unit>{UNIT})(?:'{S}?time)?\b(?!-)", within),
    (
        (
            rf"\b(?:the{S})?(?P<edge>end|beginning|start|middle){S}of{S}the{S}(?P<unit>week|"
            rf"month|year|quarter|decade)\b"
        ),
        end_of,
    ),
    (r"\b(?:year[ -]end|year's[ ]end|end of (?:the )?year)\b", year_end),
)
