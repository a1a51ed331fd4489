"""A few English forms for the sentences that editors read."""

_FORMS = """
begin: began, bear: was born, build: was built, break: broke, sink: sank, hold: was held, meet: met,
win: won, lose: lost, strike: struck, leave: left, fall: fell, sign: was signed, find: was found,
found: was founded, establish: was established, inspect: was inspected, arrest: was arrested,
kill: was killed, create: was created, shut: shut, buy: was bought, sell: was sold, take: was taken,
give: was given, make: was made, elect: was elected, go: went, come: came, become: became, say: said,
tell: told, send: was sent, see: was seen"""
_PAST = {lemma.strip(): past.strip() for lemma, past in (form.split(":") for form in _FORMS.split(","))}


def past_of(lemma: str) -> str:
    if lemma in _PAST:
        return _PAST[lemma]
    if lemma.endswith("e"):
        return lemma + "d"
    if lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        return lemma[:-1] + "ied"
    return lemma + "ed"


_COUNTED = {"die": "died", "injure": "were injured", "miss": "are missing", "rescue": "were rescued", "be": "there are"}


def counted_as(lemma: str) -> str:
    """What follows "how many people"; nothing for a verb that has no short form."""
    return _COUNTED.get(lemma, "")


def plural_of(noun: str) -> str:
    if noun in ("person", "people"):
        return "people"
    if not noun.isalpha() or noun.endswith("s") or noun.isupper():
        return noun
    return noun[:-1] + "ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else noun + "s"
