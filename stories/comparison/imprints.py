"""Marks of a text, by which texts that share a stretch of words are found among very many, with no text being read.

Winnowing (Schleimer, Wilkerson and Aiken 2003, "Winnowing: local algorithms for document fingerprinting"): of every few
neighbouring phrases the one with the least digest leaves its mark.
"""

from functools import lru_cache
from hashlib import blake2b
from itertools import islice

from stories.comparison.lineage import GRAM, SHOWN
from stories.comparison.words import words

WINDOW = SHOWN - GRAM + 1
MOST = 20_000  # marks of one text: some fifty thousand words


@lru_cache(maxsize=64)
def marks_of(text: str) -> frozenset[int]:
    """64-bit marks. Texts that share SHOWN words in a row, quoted or not, share a mark; few others do."""
    forms = [word.form for word in words(text)]
    digests = [_digest(forms[at : at + GRAM]) for at in range(len(forms) - GRAM + 1)]
    windows = range(max(1, len(digests) - WINDOW + 1)) if digests else ()
    return frozenset(islice(dict.fromkeys(min(digests[at : at + WINDOW]) for at in windows), MOST))


def _digest(forms: list[str]) -> int:
    data = " ".join(forms).encode("utf8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big", signed=True)
