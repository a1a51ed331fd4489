"""A line as it may stand by itself, where no markup tells whose words it is."""

from typing import Any

from django.utils.translation import gettext

Document = dict[str, Any]


def line(claim: Document) -> str:
    """The statement; somebody's own words in quotation marks, and who says it. Empty where it has no words any more.

    The words around it are those of the language that is active.
    """
    words, speaker = claim["statement"], claim["speaker"]
    if not words:
        return ""
    if claim["quotation"]:
        words = gettext("“%(words)s”") % {"words": words}
    name = speaker["name"] if speaker else None
    if not name:
        return str(words)
    if claim["quotation"]:
        return f"{name}: {words}"
    return f"{words.removesuffix('.')} ({gettext('according to')} {name})"


def is_open(question: Document) -> bool:
    """Whether what it asks is not known yet."""
    return question["answer"] is None and question["outcome"] is None
