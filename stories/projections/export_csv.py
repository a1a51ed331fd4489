"""A story's claims as a table, a row a claim. No cell is a formula to a spreadsheet, whoever wrote its words."""

import csv
import io
from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]

COLUMNS = (
    "section",
    "id",
    "statement",
    "status",
    "publication",
    "sourcing",
    "outlets",
    "origins",
    "primary",
    "speaker",
    "sources",
    "addresses",
    "notice",
    "successor",
    "first_seen",
    "last_changed",
    "version",
)

# What a spreadsheet takes for the beginning of a formula (ASVS 1.2.10), in the widths that it takes for the same.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def table(state: Document) -> str:
    """The state document as CSV (RFC 4180) with a header row; every cell is quoted."""
    written = io.StringIO()
    rows = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for section, claim in _claims(state):
        rows.writerow([harmless(cell) for cell in _row(section, claim)])
    return written.getvalue()


def harmless(value: object) -> str:
    """The value as text; an apostrophe before what a spreadsheet would carry out."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _claims(state: Document) -> Iterator[tuple[str, Document]]:
    for section in ("known", "reported", "disputed"):
        for claim in state[section]:
            yield section, claim
            for older in claim["superseded"]:
                yield "superseded", older
    for claim in state["corrections"]:
        yield "corrections", claim


def _row(section: str, claim: Document) -> list[object]:
    sourcing = claim["sourcing"]
    speaker = claim["speaker"]
    sources = {one["source"]["name"]: one["url"] for one in claim["appearances"] if one["source"]}
    notices = [claim["notice"], *(one["text"] for one in claim["corrections"])]
    return [
        section,
        claim["id"],
        claim["statement"],
        claim["status"],
        claim["publication"],
        sourcing["label"],
        sourcing["outlets"],
        sourcing["origins"],
        "yes" if sourcing["primary"] else "no",
        speaker["name"] if speaker else None,
        "; ".join(sources),
        " ".join(address for address in sources.values() if address),
        " / ".join(text for text in notices if text),
        claim["successor"],
        claim["first_seen"],
        claim["last_changed"],
        claim["version"],
    ]
