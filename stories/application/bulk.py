"""A verb on many claims: foreseen by the rules themselves, then carried out claim by claim as a job."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from stories.application.batches import Outcome
from stories.application.handle import (
    CommandRepeated,
    Expected,
    KeyTaken,
    Order,
    Stale,
    VersionConflict,
    handle_story,
    now,
    policy,
)
from stories.application.ids import uuid_of
from stories.application.jobs import QUEUED
from stories.application.queries import NotThere, home_of, show
from stories.domain import commands_claim as commands
from stories.domain.actors import By
from stories.domain.commands import StoryStreamCommand
from stories.domain.decide import decide
from stories.domain.permissions import Action
from stories.domain.refusals import Refused
from stories.domain.state import Claim
from stories.domain.values import ClaimId, PersonId
from stories.domain.vocabulary import DismissReason, HoldReason
from stories.eventlog.folding import STORIES
from stories.eventlog.streams import StreamRef
from stories.models import Job, JobLine, Person

KIND = "claim_verb"
MOST = 500
Words = Mapping[str, Any]

ACTIONS = {
    "accept": Action.DECIDE_CLAIM,
    "verify": Action.DECIDE_CLAIM,
    "dismiss": Action.DECIDE_CLAIM,
    "hold": Action.DECIDE_CLAIM,
    "release": Action.DECIDE_CLAIM,
    "assign": Action.CARE_FOR_CLAIM,
    "note": Action.CARE_FOR_CLAIM,
}


def command_of(verb: str, claim: Claim, words: Words) -> StoryStreamCommand:
    """words: what the editor said once for all of them. Verifying names each claim's standing evidence."""
    id_ = ClaimId(claim.id)
    match verb:
        case "accept":
            return commands.AcceptClaim(id_)
        case "verify":
            standing = tuple(item.n for item in claim.standing_evidence)
            return commands.VerifyClaim(id_, standing, words.get("note") or None)
        case "dismiss":
            return commands.DismissClaim(id_, DismissReason(words["reason"]))
        case "hold":
            return commands.HoldClaim(id_, HoldReason(words["reason"]), None, words.get("note") or None)
        case "release":
            return commands.ReleaseClaim(id_, words.get("note") or None)
        case "assign":
            return commands.AssignClaim(id_, PersonId(words["assignee"]) if words.get("assignee") else None, None)
        case "note":
            return commands.NoteClaim(id_, words["note"])
    raise ValueError(verb)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of one claim. code: "" where it would be done, "changed", "same", or the rule's own."""

    claim: str
    statement: str
    version: int
    code: str = ""
    why: str = ""


def foresee(seen: Sequence[tuple[str, int]], verb: str, words: Words, by: By) -> list[Foreseen]:
    """seen: claims with the versions that the editor looked at. Asks the rules and writes nothing."""
    stories: dict[str, list[tuple[str, int]]] = {}
    found: dict[str, Foreseen] = {}
    for claim, version in seen:
        try:
            stories.setdefault(home_of(claim, "clm"), []).append((claim, version))
        except NotThere:
            found[claim] = Foreseen(claim, claim, version, "no-such-claim", Refused("no-such-claim").sentence)
    for story, claims in stories.items():
        with STORIES.reading(StreamRef.parse(story)) as state:
            for id_, version in claims:
                held = state.claims.get(ClaimId(id_))
                if held is None:
                    found[id_] = Foreseen(id_, id_, version, "no-such-claim", Refused("no-such-claim").sentence)
                    continue
                code, why = "", ""
                if held.touched != version:
                    code = "changed"
                else:
                    try:
                        made = decide(command_of(verb, held, words), state, by, now(), policy())
                        code = "" if made else "same"
                    except Refused as refused:
                        code, why = refused.code, refused.sentence
                found[id_] = Foreseen(id_, held.statement, version, code, why)
    return [found[claim] for claim, _version in seen]


def queue_verb(id_: str, rows: Iterable[Foreseen], verb: str, words: Words, by: By, title: str) -> Job:
    """A job with a line a claim; each line expects the version that the editor saw.

    id_: the job's own. Asked for twice, it is made once: whoever comes second gets the job as it is.
    """
    lines = list(rows)
    with transaction.atomic():
        job, made = Job.objects.get_or_create(
            id=uuid_of(id_),
            defaults={
                "kind": KIND,
                "title": title[:200],
                "person": Person.objects.get(pk=uuid_of(str(by.person))),
                "state": QUEUED,
                "lines": len(lines),
                "created_at": now(),
            },
        )
        if made:
            _write(job, lines, verb, words)
    return job


def _write(job: Job, lines: list[Foreseen], verb: str, words: Words) -> None:
    JobLine.objects.bulk_create(
        JobLine(
            job=job,
            line=n,
            data=json.dumps(
                {
                    "claim": row.claim,
                    "statement": row.statement[:200],
                    "version": row.version,
                    "verb": verb,
                    "words": dict(words),
                }
            ).encode(),
        )
        for n, row in enumerate(lines, start=1)
    )


def carry_line(data: bytes | None, order: Order) -> Outcome:
    """One claim of many, under the same rules as by itself. Raises only where the database is gone."""
    line = json.loads(data or b"{}")
    claim = line["claim"]
    told = {"claim": claim, "statement": line["statement"], "verb": line["verb"]}
    expected = Expected(claim, line["version"])
    ordered = Order(order.by, order.at, order.idempotency, expected)
    try:
        story = home_of(claim, "clm")
        done = handle_story(
            story, lambda state: [command_of(line["verb"], state.claims[ClaimId(claim)], line["words"])], ordered
        )
    except CommandRepeated:
        return Outcome(200, told)
    except Stale:
        return Outcome(409, told | {"code": "changed", "detail": "It changed after you looked."})
    except Refused as refused:
        return Outcome(422, told | {"code": refused.code, "detail": refused.sentence})
    except (NotThere, KeyError):
        return Outcome(404, told | {"code": "no-such-claim", "detail": Refused("no-such-claim").sentence})
    except (KeyTaken, VersionConflict):
        return Outcome(503, told | {"code": "busy", "detail": "Many people are at work on this story; send it again."})
    show(story)
    return Outcome(201 if done.events else 200, told)
