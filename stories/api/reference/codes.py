"""Every code that a problem may bear: its status and what to do about it. The rules' own are domain.refusals."""

from dataclasses import dataclass

from stories.domain.refusals import REFUSALS

FORBIDDEN = frozenset(
    {
        "role-missing",
        "machine-only",
        "person-needed",
        "beyond-own-key",
    }
)
"""Refused because of who asks."""


@dataclass(frozen=True, slots=True)
class Code:
    """status: what it comes with, most often first. what: the sentence of its help page. rule: the domain's own."""

    status: tuple[int, ...]
    what: str
    rule: bool = False


OWN: dict[str, Code] = {
    "malformed-json": Code(
        (400,), "The body is not JSON as RFC 8259 and I-JSON have it; the detail says where it ends."
    ),
    "not-an-object": Code((400,), "The body of a request is one JSON object."),
    "invalid-body": Code(
        (400,), "Fields are missing, unknown or of the wrong kind; errors names each by its JSON pointer."
    ),
    "invalid-query": Code((400,), "A query parameter is unknown, given twice or out of its range; errors names it."),
    "bad-request": Code((400,), "The request cannot be read; look at its Host header and its address."),
    "bad-if-match": Code((400,), 'If-Match names one ETag that you have read before, such as "v17".'),
    "bad-idempotency-key": Code(
        (400,), "An Idempotency-Key has 1 to 255 printable ASCII characters; a UUID is a good one."
    ),
    "malformed": Code((400,), "The address, a header or the body cannot be read."),
    "malformed-multipart": Code((400,), "The multipart body cannot be read; look at its boundary."),
    "cut-short": Code((400,), "The body ended before its Content-Length; send the whole of it again."),
    "empty-batch": Code((400,), "Send at least one line: a JSON object, as POST /articles/ takes it."),
    "bad-last-event-id": Code((400,), "Last-Event-ID is the id of the last event you have: a whole number."),
    "address-not-allowed": Code(
        (400,), "This address leads into a closed network; webhooks, feeds and pages are public ones."
    ),
    "no-opml": Code((400,), "Send a list of feeds as OPML 2.0, of at most 1 MiB and without entities."),
    "feed-taken": Code((409,), "Another feed asks this address; amend that one."),
    "feed-rests": Code((422,), "A feed that is paused or gone is not asked; resume it first."),
    "feed-not-moved": Code((422,), "The feed has not answered with a move for good; there is nothing to follow."),
    "scheme-not-allowed": Code((400,), "Webhooks go to https addresses."),
    "port-not-allowed": Code((400,), "Nothing is sent to this port; use one that web servers have."),
    "bad-url": Code((400,), "An address has a scheme and a host, and no spaces, user or password."),
    "mixed-scripts": Code((400,), "The host mixes alphabets, as imitations do; write it in one."),
    "too-long": Code((400,), "An address has at most 2,000 characters."),
    "not-authenticated": Code((401,), "Send a key in the Authorization header, or sign in."),
    "bad-authorization": Code((401,), "The header is Authorization: Bearer nrk_... with nothing before or after."),
    "bad-key": Code((401,), "The key is unknown, revoked or expired; ask an operator for a new one."),
    "key-in-address": Code(
        (401,), "A key in an address stays in logs and histories. Rotate it, and send it as a header."
    ),
    "csrf-failed": Code((403,), "Requests of a signed-in browser that change something need its X-CSRFToken."),
    "forbidden": Code((403,), "Your role does not allow this; ask a desk head or the operator."),
    "not-found": Code((404,), "There is nothing at this address, or nothing that you may know of."),
    "no-checkpoint": Code((404,), "Nothing of the log has been signed yet; that takes a few minutes."),
    "beyond-log": Code((404,), "The log is not as long as that; GET /log/checkpoint tells how long it is."),
    "not-covered": Code((404,), "This came after the tree that you name, or the newest checkpoint; take a newer one."),
    "method-not-allowed": Code((405,), "This address does not take that method; Allow names those that it takes."),
    "not-acceptable": Code((406,), "What Accept asks for is not to be had here."),
    "version-conflict": Code(
        (409, 412), "Somebody was faster. Read conflicting_events or diff_url, then decide again on current_version."
    ),
    "twin-in-progress": Code(
        (409,), "The same command under the same Idempotency-Key is under way; ask again in a second."
    ),
    "too-slow": Code((408,), "The body did not come in time. Send the same again, from a faster line."),
    "length-required": Code((411,), "Send the body with its Content-Length, not in chunks."),
    "too-large": Code((413,), "The body is larger than this address takes."),
    "content-encoding": Code((415,), "Send the body as it is, without a Content-Encoding."),
    "unsupported-media-type": Code((415,), "Send application/json."),
    "no-such-file": Code((422,), "Send the file to /files/ first, and name the id that you get."),
    "no-such-endpoint": Code((422,), "There is no webhook endpoint of this id, or it does not listen."),
    "no-such-person": Code((422,), "Nobody has this id; a person's begins with usr_."),
    "file-differs": Code((422,), "This is not the SHA-256 of the file; leave it out, or name the right file."),
    "file-type": Code((415,), "Send a picture, a PDF, sound, film or plain text."),
    "endpoint-disabled": Code((422,), "Nothing is sent to a disabled endpoint; PATCH it with enabled: true first."),
    "idempotency-mismatch": Code((422,), "This Idempotency-Key belongs to another request; take a fresh one."),
    "name-taken": Code((422,), "Another one has this name or slug; choose another."),
    "no-text": Code((422,), "No article was found in this HTML; send the text itself."),
    "precondition-required": Code(
        (428,), "Say which version you decide on: If-Match, or expected_version in the body."
    ),
    "rate-limited": Code((429,), "Wait as many seconds as Retry-After says; RateLimit tells what is left before that."),
    "too-many-streams": Code((429,), "As many streams are open as one key or one address may have; close some."),
    "internal": Code((500,), "This is our fault. It is logged under the request_id, which helps whoever you tell."),
    "busy": Code((503,), "Too many write to one story at once; send the same again after Retry-After."),
    "crowded": Code((503,), "Too many slow bodies are under way. Send the same again after Retry-After."),
    "newer-events": Code((503,), "This holds events of a newer version of the service; an operator must upgrade it."),
    "unavailable": Code(
        (503,), "The database cannot be reached. Send the same again, a command under the same Idempotency-Key."
    ),
}

CODES: dict[str, Code] = OWN | {
    code: Code((403,) if code in FORBIDDEN else (422,), sentence, rule=True) for code, sentence in REFUSALS.items()
}
