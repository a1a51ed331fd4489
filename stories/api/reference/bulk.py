"""Operations of what comes in bulk: files, batches of articles, their jobs."""

from typing import Any

from stories.api import batches, webhooks
from stories.api.reference import door_answers as answers
from stories.api.reference.operation import Operation, acts, reads
from stories.domain.vocabulary import Scope

_FEEDS: dict[str, Any] = {"scopes": (Scope.ARTICLES_WRITE,)}
_SENT: dict[str, Any] = {"scopes": (Scope.ARTICLES_WRITE, Scope.FEEDS_MANAGE)}
_MINE: dict[str, Any] = {"public": False, **_SENT}
_DESK: dict[str, Any] = {"public": False}

BULK: tuple[Operation, ...] = (
    acts(
        "/article-batches/",
        "send_batch",
        "Send up to 10,000 articles, one JSON object a line",
        str,
        answers.Job,
        status=202,
        takes="application/x-ndjson",
        **_FEEDS,
    ),
    reads("/jobs/{job}/", "read_job", "How far a batch or a list is", answers.Job, **_MINE),
    reads(
        "/jobs/{job}/results/",
        "read_job_results",
        "What became of each line, in order",
        str,
        query=batches.Results,
        media="application/x-ndjson",
        **_MINE,
    ),
    acts("/jobs/{job}/cancel/", "cancel_job", "Stop a batch where it is", webhooks.Nothing, answers.Job, **_SENT),
    acts(
        "/files/",
        "send_file",
        "Keep a file as evidence, under its SHA-256",
        answers.Upload,
        answers.FileSent,
        status=201,
        other=(200,),
        takes="multipart/form-data",
    ),
    reads("/files/{file}/", "read_file", "What is known of a file", answers.File, **_DESK),
    reads(
        "/files/{file}/content/",
        "read_file_content",
        "The bytes as they came",
        str,
        media="application/octet-stream",
        **_DESK,
    ),
)
