"""Days told from another day: Monday, yesterday, tonight, the next morning."""

import re
from typing import Final

from stories.analysis.dates_calendar import shift_days
from stories.analysis.dates_context import Context, Reading, Rule
from stories.analysis.dates_lexicon import PART, PARTS, WEEKDAY_FULL, WEEKDAYS, S
from stories.domain.values import TimexType

DATE: Final = TimexType.DATE

SHORT_DAYS: Final = r"(?:mon|tues|wed|thurs|thu|fri|sat)\."
FUTURE_LEAD: Final = re.compile(r"\b(?:by|until|till)[ ](?:next[ ]|this[ ])?\Z")


def with_part(value: str, part: str | None) -> str:
    return f"{value}T{PARTS[part]}" if part in PARTS else value


def weekday(m: re.Match[str], ctx: Context) -> Reading | None:
    """News tells of the weekday just past unless the clause looks ahead; "next Monday" is the coming one."""
    number = WEEKDAYS[m["wd"].rstrip(".")]
    if not ctx.text[m.start("wd")].isupper():
        return None
    part = m["part"]
    if ctx.today is None:
        return Reading(DATE, with_part(f"XXXX-WXX-{number}", part))
    today = ctx.today
    back = (today.isoweekday() - number) % 7
    lead = (m["lead"] or "").removeprefix("the ").split()
    week = (m["week"] or "").split()
    if "next" in week or "last" in week or "this" in week:
        weeks = 1 if "next" in week else -1 if "last" in week else 0
        day = shift_days(today, 7 * weeks + number - today.isoweekday())
    elif (lead and lead[0] in ("last", "previous", "past")) or "past" in lead:
        day = shift_days(today, -(back or 7))
        if lead[0] == "previous" and (seen := ctx.last_day(m.start(), 600)) and seen <= today:
            day = shift_days(seen, -((seen.isoweekday() - number) % 7 or 7))
    elif lead and lead[0] in ("next", "coming", "following"):
        base = ctx.last_day(m.start(), 200) if lead[0] == "following" else None
        base = base or today
        day = shift_days(base, (number - base.isoweekday()) % 7 or 7)
    elif back == 0:
        day = today
    else:
        # "Friday's vote" is told of more often than awaited
        tense = "past" if ctx.low.startswith("'s ", m.end()) else ctx.tense(m.start(), m.end())
        ahead = tense == "future" or (
            tense != "past" and FUTURE_LEAD.search(ctx.low, max(0, m.start() - 16), m.start()) is not None
        )
        day = shift_days(today, 7 - back if ahead else -back)
    if m["skip"] and day:
        day = shift_days(day, -1 if m["skip"] == "before" else 1)
    return Reading(DATE, with_part(day.isoformat(), part)) if day else None


def near_day(m: re.Match[str], ctx: Context) -> Reading | None:
    word = m["day"]
    part = m["part"] or {"tonight": "night", "overnight": "night"}.get(word)
    if m["this"]:
        part = m["this"]
    if ctx.today is None:
        return Reading(DATE, with_part("XXXX-XX-XX", part))
    days = {"yesterday": -1, "tomorrow": 1}.get(word or "", 0)
    if m["this"] == "last":
        days = -1
    day = shift_days(ctx.today, days)
    if m["skip"] and day:
        day = shift_days(day, days)
    return Reading(DATE, with_part(day.isoformat(), part)) if day else None


def last_night(_: re.Match[str], ctx: Context) -> Reading | None:
    day = shift_days(ctx.today, -1) if ctx.today else None
    return Reading(DATE, with_part(day.isoformat() if day else "XXXX-XX-XX", "night"))


def adjacent_day(m: re.Match[str], ctx: Context) -> Reading | None:
    """the next day, the following morning, the day before: from the day spoken of before it."""
    seen = ctx.last_day(m.start())
    base = seen or ctx.today
    part = m["part"] if m["part"] in PARTS else None
    if base is None:
        return Reading(DATE, "XXXX-XX-XX")
    back = m["back"] is not None
    day = shift_days(base, -1 if back else 1)
    return Reading(DATE, with_part(day.isoformat(), part)) if day else None


NEAR: Final[tuple[tuple[str, Rule], ...]] = (
    (
        (
            rf"\b(?:(?:the{S})?day{S}(?P<skip>before|after){S})?(?:(?:early|late|earlier|"
            rf"later)(?:{S}(?:on{S})?|-))?(?P<lead>(?:(?:last|next|this|past|previous|"
            rf"the|coming|following){S}){{0,3}})"
            rf"(?P<wd>{WEEKDAY_FULL}|{SHORT_DAYS})(?!s\b)\b(?:{S}(?P<part>{PART}))?(?:{S}"
            rf"(?:of{S})?(?P<week>(?:last|next|this){S}week))?"
        ),
        weekday,
    ),
    (
        (
            rf"\b(?:(?:early|late|earlier|later){S})?(?P<skip>(?:the{S})?day{S}(?:before|"
            rf"after){S})?(?:(?P<day>today|yesterday|tomorrow|tonight)\b(?:{S}(?P<part>{PART}"
            rf"))?|this{S}(?P<this>{PART})\b)"
        ),
        near_day,
    ),
    (rf"\blast{S}night\b|\bovernight\b", last_night),
)
ADJACENT: Final[tuple[tuple[str, Rule], ...]] = (
    (
        (
            rf"\b(?:earlier{S}|later{S})?(?:the{S}(?:next|following){S}(?P<part>day|morning|"
            rf"afternoon|evening|night)|(?P<back>the{S}(?:day{S}before(?!{S}yesterday)|"
            rf"previous{S}day))|the{S}day{S}after)\b"
        ),
        adjacent_day,
    ),
)
