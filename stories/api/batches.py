"""Batches of articles as NDJSON: taken in as a stream, answered with a job; its progress, its results, its end."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, StreamingHttpResponse
from rest_framework.decorators import parser_classes
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from stories.api.arriving import article_in, incoming_of, read_line
from stories.api.authentication import actor
from stories.api.fields import Version
from stories.api.methods import api_view
from stories.api.parsing import MAX_BYTES, body_of, query_of
from stories.api.problems import Problem, problem_of
from stories.api.webhooks import Nothing, carried_out
from stories.application import jobs
from stories.application.batches import Outcome
from stories.application.handle import CommandRepeated, IdempotencyMismatch, Order
from stories.application.history import written_with
from stories.application.intake import file_article
from stories.application.once import Done
from stories.eventlog.repeated import Repeated, find_repeated

CHUNK = 64 * 1024


class NdjsonParser(BaseParser):
    """application/x-ndjson, left in the stream: the view reads it line by line."""

    media_type = "application/x-ndjson"

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,  # noqa: ARG002  # the framework's signature
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        request: HttpRequest = (parser_context or {})["request"]
        encoding = request.META.get("HTTP_CONTENT_ENCODING", "identity").strip().lower()
        if encoding not in {"", "identity"}:
            raise Problem(415, "content-encoding", f"Send the body as it is, without Content-Encoding {encoding}.")
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdecimal() and int(announced) > jobs.BYTES:
            raise _too_large()
        return stream


class Results(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    after_line: Version = 0


def _too_large() -> Problem:
    return Problem(413, "too-large", f"A batch may have {jobs.LINES:,} lines and {jobs.BYTES:,} bytes.")


@api_view(["POST"])
@parser_classes([NdjsonParser])
def article_batches(request: Request) -> Response:
    by = actor(request)
    jobs.require_sender(by)
    if not request.META.get("CONTENT_LENGTH") and "HTTP_TRANSFER_ENCODING" in request.META:
        raise Problem(411, "length-required", "Send the body with its Content-Length, not in chunks.")
    stream = request.data
    if not hasattr(stream, "read"):
        raise _empty()
    reception = jobs.receive(by)
    kept = False

    def run() -> Done:
        jobs.queue(reception.job)
        return Done(f"job_{reception.job.id.hex}", jobs.job_document(reception.job))

    try:
        for number, line in lines_of(_counted(stream, reception)):
            reception.add(number, line)
        said = reception.close()
        if str(reception.job.size) != request.META.get("CONTENT_LENGTH"):
            raise Problem(400, "cut-short", "The body ended before its Content-Length; nothing of it was kept.")
        response = carried_out(request, by, run, status=202, said=said.encode())
        kept = "Idempotency-Replayed" not in response.headers
    except jobs.TooMuch as exc:
        raise _too_large() from exc
    except jobs.NoLines as exc:
        raise _empty() from exc
    finally:
        if not kept:
            reception.drop()
    response["Location"] = f"/api/v1/jobs/{response.data['id']}/"
    return response


def _empty() -> Problem:
    return Problem(400, "empty-batch", "Send at least one line: a JSON object, as POST /articles/ takes it.")


def _counted(stream: Any, reception: jobs.Reception) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        reception.seen(chunk)
        yield chunk


def lines_of(chunks: Iterator[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """The lines with something in them, by their numbers; None for one too long to be kept in memory."""
    number, begun, long = 1, b"", False
    for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for part in ended:
            whole = None if long or len(begun) + len(part) > MAX_BYTES else (begun + part).removesuffix(b"\r")
            if whole is None or whole.strip():
                yield number, whole
            number, begun, long = number + 1, b"", False
        if long or len(begun) + len(rest) > MAX_BYTES:
            begun, long = b"", True
        else:
            begun += rest
    if long or begun.strip():
        yield number, None if long else begun


@api_view(["GET"])
def job(request: Request, id_: str) -> Response:
    found = jobs.job_named(id_, actor(request))
    return Response(jobs.job_document(found), headers={"Cache-Control": "private, no-cache"})


@api_view(["GET"])
def job_results(request: Request, id_: str) -> StreamingHttpResponse:
    """A line of JSON for each line of the batch that has been worked off."""
    found = jobs.job_named(id_, actor(request))
    query = query_of(request, Results)
    rows = jobs.results(found, after_line=query.after_line)
    response = StreamingHttpResponse(
        (f"{json.dumps(row, ensure_ascii=False)}\n".encode() for row in rows), content_type="application/x-ndjson"
    )
    response["Cache-Control"] = "private, no-cache"
    return response


@api_view(["POST"])
def job_cancel(request: Request, id_: str) -> Response:
    by = actor(request)
    found = jobs.job_named(id_, by)
    body_of(request, Nothing)

    def run() -> Done:
        jobs.cancel(found)
        return Done(id_, jobs.job_document(found))

    return carried_out(request, by, run)


def file_line(data: bytes | None, order: Order) -> Outcome:
    """One line through the same parser, rules and intake as POST /articles/. None: it was too long.

    Raises only where the database is gone: then the line is tried again.
    """
    try:
        return _filed(data, order)
    except (OperationalError, InterfaceError):
        raise
    except Exception as exc:  # noqa: BLE001  # a line of many: whatever is wrong with it is its answer
        problem = problem_of(exc)
        told: dict[str, Any] = {"code": problem.code, "detail": problem.text}
        return Outcome(problem.status_code, told | ({"errors": problem.errors} if problem.errors else {}))


def _filed(data: bytes | None, order: Order) -> Outcome:
    if data is None:
        raise Problem(413, "too-large", f"A line may have {MAX_BYTES:,} bytes.")
    assert order.idempotency is not None
    if row := find_repeated(order.by.actor, order.idempotency.key):
        return _again(row, order)
    try:
        filed = file_article(incoming_of(read_line(data)), order)
    except CommandRepeated as exc:
        return _again(exc.row, order)
    result = {"article": filed.article, "story": filed.story}
    if filed.duplicate_of:
        return Outcome(200, result | {"duplicate_of": filed.duplicate_of})
    return Outcome(201, result)


def _again(row: Repeated, order: Order) -> Outcome:
    """The line was filed before, by a worker that could not say so any more."""
    if order.idempotency is None or row.request != order.idempotency.request:
        raise IdempotencyMismatch
    return Outcome(201, {"article": article_in(written_with(row.stream, row.version)), "story": row.stream.public})
