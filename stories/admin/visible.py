"""What a name may not hold: characters that nobody sees, which make two names look alike or one read backwards."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

JOINERS = "\u200c\u200d"  # written in the names of many languages, between two of their letters
SIGNS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
"""Format characters that are printed."""
FILLERS = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""Letters and marks that are not."""
UNCASED = {"Lo", "Mn", "Mc"}  # letters of scripts without capitals, and the marks on them


def can_be_read(text: str) -> None:
    """Refuses a text of nothing but blanks and characters that nobody sees."""
    if text and not any(_is_seen(char) for char in text):
        raise ValidationError(_("Write at least a few words."), code="blank")


def hides_nothing(text: str) -> None:
    """Refuses the first character that nobody sees, and says which one it is and where it stands."""
    for at, char in enumerate(text):
        if unicodedata.category(char) == "Zs" or _is_seen(char) or _joins(text, at):
            continue
        said = _("An invisible character (U+%(code)s) hides after “%(before)s”. Type this anew instead of pasting it.")
        before = "".join(one if _is_seen(one) else " " for one in text[:at]).strip()[-20:] or "…"
        raise ValidationError(said % {"code": f"{ord(char):04X}", "before": before}, code="hidden")


def _is_seen(char: str) -> bool:
    if char in SIGNS:
        return True
    return unicodedata.category(char)[0] not in "CZ" and not FILLERS.match(char)


def _joins(text: str, at: int) -> bool:
    return text[at] in JOINERS and 0 < at < len(text) - 1 and unicodedata.category(text[at - 1]) in UNCASED
