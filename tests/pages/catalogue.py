"""The strings of the public pages, found in code and templates; run as a program, it brings the catalogues up to date:
new strings are added empty, vanished ones removed, and what is translated is compiled.
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

STORIES = Path(__file__).parents[2] / "stories"
PLACES = ("pages/*.py", "projections/export_*.py", "templates/pages/*.html", "templates/404.html")
KEYWORDS: Any = {
    "gettext": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
WHEN = datetime(2026, 1, 1, tzinfo=UTC)  # the same catalogue is the same file


def empty(language: str | None = None) -> Catalog:
    return Catalog(
        locale=language,
        header_comment="# The strings of the public pages.",
        project="Slugline",
        version="1",
        msgid_bugs_address="none",
        last_translator="Slugline",
        language_team="Slugline",
        creation_date=WHEN,
        revision_date=WHEN,
        fuzzy=False,
    )


def extracted() -> Catalog:
    found = empty()
    for path in sorted(path for pattern in PLACES for path in STORIES.glob(pattern)):
        for words, context in _strings(path):
            found.add(words, context=context)
    return found


def _strings(path: Path) -> Iterator[tuple[Any, str | None]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        code = templatize(text, origin=str(path))
        text = "\n".join(line.strip() for line in code.splitlines())  # whose indentation was the template's
    for _, words, _, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        yield words, context


def languages() -> list[str]:
    return sorted(path.name for path in (STORIES / "locale").iterdir())


def catalogue(language: str) -> Catalog:
    return read_po(io.BytesIO(_path(language, "po").read_bytes()), locale=language)


def compiled(language: str) -> Catalog:
    found = read_mo(io.BytesIO(_path(language, "mo").read_bytes()))
    for one in found:
        context: Any = one.context
        if isinstance(context, bytes):  # babel leaves contexts as they lie in the file
            one.context = context.decode()
    return found


def _path(language: str, kind: str) -> Path:
    return STORIES / "locale" / language / "LC_MESSAGES" / f"django.{kind}"


def update(language: str) -> int:
    """Gives how many strings wait for a translation."""
    path = _path(language, "po")
    known = catalogue(language) if path.exists() else empty(language)
    kept = empty(language)
    for one in extracted():
        before = known.get(one.id if isinstance(one.id, str) else one.id[0], one.context) if one.id else None
        if one.id:
            kept.add(one.id, before.string if before else None, context=one.context)
    with path.open("wb") as out:
        write_po(out, kept, width=110, sort_output=True)
    with _path(language, "mo").open("wb") as out:
        write_mo(out, kept)
    return sum(1 for one in kept if one.id and not is_translated(one))


def is_translated(one: Message) -> bool:
    return all(one.string) if isinstance(one.string, (tuple, list)) else bool(one.string)


if __name__ == "__main__":
    settings.configure(USE_I18N=True)
    django.setup()
    for name in languages():
        sys.stdout.write(f"{name}: {update(name)} strings wait for a translation\n")
