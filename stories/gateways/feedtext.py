"""Bytes of a feed as text, and markup of a feed as words."""

import codecs
import html
import re

import nh3

# Encodings that feeds are really written in. UTF-7 and its kind let a text mean two things.
_ENCODINGS = re.compile(
    r"utf-(8|16(-[lb]e)?)|ascii|iso8859-(1|2|5|7|9|15)|cp125[0-7]|koi8-[ru]|gb(2312|k|18030)|big5|shift_jis|euc_(jp|kr)"
)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{1,40})[\"']")
_BLOCK = re.compile(
    r"<\s*(?:/\s*)?(?:p|div|br|li|ul|ol|h[1-6]|blockquote|tr|table|section|article)\b[^<>]*>", re.IGNORECASE
)
# NUL and surrogates as references, control characters as they are.
_NO_CHARACTER = re.compile(
    r"&#(?:0+|x0+|x0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*(?:5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]));"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f]"
)
_AMPERSAND = "\ufdd0"  # stands for one; Unicode will never make it a character
_UNSAID = {"script", "style", "iframe", "noscript", "svg", "math", "template", "object", "form", "title"}


def decoded(body: bytes, charset: str | None) -> tuple[str, list[str]]:
    """The text, and what had to be guessed, in words.

    A byte order mark counts before the header and that before the XML declaration; UTF-8 where none of them serves.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return _clean(body.decode(name, "replace")), []
    declared = _DECLARED.search(body[:1_000])
    doubts: list[str] = []
    for name in filter(None, (charset, declared.group(1).decode("ascii") if declared else None, "utf-8")):
        try:
            known = codecs.lookup(name).name
            if not _ENCODINGS.fullmatch(known):
                raise LookupError(name)
            return _clean(body.decode(known)), doubts
        except (LookupError, UnicodeError):
            doubts.append(f"it is not written in {name[:40]}, as it says")
    return _clean(body.decode("cp1252", "replace")), doubts


def _clean(text: str) -> str:
    """Without the control characters that XML and PostgreSQL have no place for, nor references to them."""
    return _NO_CHARACTER.sub("\ufffd", text)


def storable(text: str) -> str:
    """Without NUL and lone surrogates, which JSON and character references can spell and nothing can store."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def plain(markup: str) -> str:
    """The words of a piece of HTML, a line for each block; text without markup stays as it is."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    # Without its ampersands: a parser that joins what stands between them takes the square of their number.
    broken = _BLOCK.sub("\n", storable(markup)).replace(_AMPERSAND, "\ufffd").replace("&", _AMPERSAND)
    bare = html.unescape(nh3.clean(broken, tags=set(), attributes={}, clean_content_tags=_UNSAID))
    lines = (" ".join(line.split()) for line in html.unescape(bare.replace(_AMPERSAND, "&")).split("\n"))
    return "\n".join(line for line in lines if line)
