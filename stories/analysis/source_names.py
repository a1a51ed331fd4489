"""A speaker's name from the words of a source, where no entity stands behind them."""

from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.analysis.reports import Report

_NAME_WORDS = 4
_SEATS = frozenset({"MP", "MSP", "MEP", "TD", "Sen.", "Rep.", "Gov.", "Cllr"})
_JOINING = frozenset({"of", "in", "at", "for", "from", "and", "or", "by", "with", "on", "to", "near"})
_DETERMINERS = frozenset({"some", "many", "most", "several", "two", "three", "other", "all", "few", "these", "those"})


def readable(paragraph: Paragraph, report: Report) -> str:
    """The name in a source: of "the families\' lawyer, Ana Costa" the name, of "Costa, the mayor" what stands first."""
    start, end = report.source[0]
    text = paragraph.folded[start - paragraph.base : end - paragraph.base].strip(' ,"')
    head, comma, beside = text.partition(", ")
    if comma:  # "the families' lawyer, Ana Costa" is Ana Costa; "Costa, the mayor" is Costa
        name = beside.partition(",")[0].split()
        named = 0 < len(name) <= _NAME_WORDS and all(word[:1].isupper() for word in name)
        text = (
            " ".join(name)
            if (named and not head[:1].isupper()) or (named and head.startswith(("The ", "A ")))
            else head
        )
    return _without_article(_behind_office(text))


def _behind_office(text: str) -> str:
    """Of "state news agency VEPA" and "Harbour Reform MP Ana Costa" the name; of "the mayor of Norport" all."""
    words = text.split()
    for place in range(len(words) - 1, 0, -1):
        ahead, name = words[:place], words[place:]
        if not all(word[:1].isupper() and word[:1].isalpha() for word in name):
            return text
        if ahead[-1] in _SEATS and 1 < len(name) <= _NAME_WORDS:
            return " ".join(name)
        if all(word.islower() and word.isalpha() for word in ahead):
            return " ".join(name) if not set(ahead) & _JOINING and ahead[0] not in _DETERMINERS else text
    return text


def phrase(paragraph: Paragraph, noun: Token) -> str:
    """A noun with all that stands in front of it, the article left out."""
    start, end = paragraph.cover(noun.left_edge, noun)
    return _without_article(paragraph.folded[start - paragraph.base : end - paragraph.base].strip(' ,"'))


def _without_article(text: str) -> str:
    for article in ("the ", "The ", "A ", "An ", "a ", "an "):
        if text.startswith(article):
            return text[len(article) :]
    return text
