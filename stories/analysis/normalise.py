"""Folding that never moves an offset, and the table of paragraphs."""

import re
from hashlib import sha256

from stories.domain.values import Span

_FOLDS = {
    **dict.fromkeys("“”„‟«»＂", '"'),
    **dict.fromkeys("‘’‚‛‹›`´ʼ′", "'"),
    **dict.fromkeys("–―−", "—"),
    **dict.fromkeys("‐‑", "-"),
    **dict.fromkeys(
        "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t\u00ad\u200b\ufeff", " "
    ),
}
_TABLE = str.maketrans(_FOLDS)
_NEWLINES = str.maketrans(dict.fromkeys("\r\u2028\u2029\u0085\x0b\x0c", "\n"))
_PAIR = re.compile(r"(?<!['’‘`])(?:''|``|‘‘|’’)(?!['’‘`])")
_LINE = re.compile(r"[^\n]+")


def fold(text: str) -> str:
    """Quotes, dashes and spaces in one plain form, character for character: offsets into the result fit the text."""
    return double_marks(text).translate(_TABLE)


def double_marks(text: str) -> str:
    """Two single marks or two accents that stand for one double mark become a mark and a space, length unchanged."""
    if "''" not in text and "``" not in text and "‘‘" not in text and "’’" not in text:
        return text
    return _PAIR.sub(
        lambda m: ' "' if m.start() == 0 or not text[m.start() - 1].strip() or text[m.start() - 1] in "([—" else '" ',
        text,
    )


def paragraph_digest(text: str) -> str:
    """What tells a paragraph that an outlet prints under many articles: SHA-256 of its words, marks and case folded."""
    words = " ".join(fold(text).lower().split())
    return sha256(words.encode("utf8", "surrogatepass")).hexdigest()


def paragraphs(text: str) -> list[Span]:
    """Lines with something on them, trimmed; hard-wrapped lines of one block count as one paragraph."""
    flat = fold(text.translate(_NEWLINES))
    lines: list[Span] = []
    for match in _LINE.finditer(flat):
        line = match.group()
        start = match.start() + len(line) - len(line.lstrip())
        end = match.start() + len(line.rstrip())
        if start < end:
            lines.append((start, end))
    blocks: list[list[Span]] = []
    for line_span in lines:
        if blocks and flat.count("\n", blocks[-1][-1][1], line_span[0]) == 1:
            blocks[-1].append(line_span)
        else:
            blocks.append([line_span])
    result: list[Span] = []
    for block in blocks:
        if _wrapped(flat, block):
            result.append((block[0][0], block[-1][1]))
        else:
            result.extend(block)
    return result


def _wrapped(flat: str, block: list[Span]) -> bool:
    """Whether the lines of a block were broken by a column limit rather than by sense."""
    if len(block) < 2:
        return False
    lengths = [end - start for start, end in block[:-1]]
    if max(lengths) > 100 or min(lengths) < 45 or max(lengths) - min(lengths) > 30:
        return False
    open_ends = sum(flat[end - 1] not in '.!?:"' for _, end in block[:-1])
    lower = sum(flat[start].islower() for start, _ in block[1:])
    return 2 * open_ends >= len(block) - 1 and lower > 0
