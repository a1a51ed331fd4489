"""Notices of correction and kill, as the trade words them: drafted from what is known, edited and sent by a person."""

from dataclasses import dataclass
from typing import Any

from stories.application.endpoints import public_id
from stories.application.ids import is_public_id, uuid_of
from stories.application.queries import NotThere
from stories.domain.commands_story import RecordNotice
from stories.domain.story import Story
from stories.domain.values import ArticleId, ClaimId, EndpointId
from stories.domain.vocabulary import NoticeKind
from stories.models import WebhookEndpoint

Document = dict[str, Any]
TOLD = 20  # claims that a draft spells out


@dataclass(frozen=True, slots=True)
class Notice:
    """to: ids of webhook endpoints; articles, claims: what the notice is about."""

    kind: NoticeKind
    text: str
    to: tuple[str, ...]
    articles: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


def draft(story: Story, report: Document) -> Document:
    """kind and text of the notice that a report calls for; for somebody to edit."""
    corrected = [one for one in report["claims"] if one["corrections"]]
    withdrawn = report["article"] is not None and report["article"]["withdrawn"] is not None
    canceled = any(one["publication"] == "canceled" for one in report["claims"])
    kind = NoticeKind.CORRECTION if corrected and not withdrawn and not canceled else NoticeKind.KILL
    lines = _correction(story, corrected, report) if kind is NoticeKind.CORRECTION else _kill(story, report)
    return {"kind": kind.value, "text": "\n".join(lines)}


def command_of(notice: Notice) -> RecordNotice:
    """To record the notice; the webhooks bring it to the endpoints that it names.

    Raises NotThere for one that does not listen.
    """
    return RecordNotice(
        notice.kind,
        notice.text,
        tuple(_listening(one) for one in dict.fromkeys(notice.to)),
        tuple(ArticleId(one) for one in notice.articles) or None,
        tuple(ClaimId(one) for one in notice.claims) or None,
    )


def _listening(endpoint: str) -> EndpointId:
    living = WebhookEndpoint.objects.filter(deleted_at=None, disabled_at=None)
    if not is_public_id(endpoint, "whe") or not (row := living.filter(pk=uuid_of(endpoint)).first()):
        raise NotThere(endpoint)
    return EndpointId(public_id(row.id))


def _kill(story: Story, report: Document) -> list[str]:
    article = report["article"]
    shown = [one for one in report["claims"] if one["public_versions"]]
    reason = (article or {}).get("reason") or next(
        (one["withdrawn_reason"] for one in report["claims"] if one["withdrawn_reason"]), None
    )
    lines = ["KILL", f"Slug: {story.slug}", "", "EDITORS: Please do not use the following, and remove it where used."]
    if article is not None:
        title = f" “{article['title']}”" if article["title"] else ""
        lines.append(f"What: {article['source']}{title}, received {_minute(article['received_at'])}.")
    elif not shown:
        lines.append("What: the claims named in the report.")
    lines += [f"  “{one['statement']}” ({_when(one)})" for one in shown[:TOLD]]
    if len(shown) > TOLD:
        lines.append(f"  and {len(shown) - TOLD} more.")
    if not shown:
        lines.append("Was: nothing of it was public with us.")
    still = [one for one in shown if one["public_now"]]
    lines.append(f"Is: {_is(len(still), len(shown))}")
    lines.append(f"Why: {reason or '[say why]'}")
    lines += _own(report)
    return [*lines, "", "END OF KILL"]


def _correction(story: Story, corrected: list[Document], report: Document) -> list[str]:
    lines = ["CORRECTION", f"Slug: {story.slug}", "", "EDITORS: Please note the following correction."]
    for one in corrected[:TOLD]:
        newest = one["corrections"][-1]
        lines += [
            f"What: “{one['statement']}” ({_when(one)})",
            f"Was: {newest['was']}",
            f"Is: {newest['is']}",
            f"Text: {newest['text']}",
        ]
    return [*lines, "Why: [say why]", *_own(report), "", "END OF CORRECTION"]


def _is(still: int, shown: int) -> str:
    if not shown:
        return "withdrawn."
    if not still:
        return "withdrawn; none of it stands on another source."
    return f"withdrawn as a source; {still} of {shown} still stand on other sources."


def _own(report: Document) -> list[str]:
    """With addresses: those are what their receivers look for."""
    named = [
        f"  {one['source']}: {one['title'] or one['id']}" + (f", {one['url']}" if one["url"] else "")
        for one in report["own_articles"]
    ]
    return ["Also in our own articles:", *named] if named else []


def _when(claim: Document) -> str:
    spells = claim["public_versions"]
    if not spells:
        return "never public"
    first, last = spells[0], spells[-1]
    begun = f"public from version {first['first']}, {_minute(first['from'])}"
    return f"{begun}, to version {last['last']}, {_minute(last['until'])}" if last["until"] else f"{begun}, until now"


def _minute(time: str) -> str:
    return f"{time[:10]} {time[11:16]} UTC"
