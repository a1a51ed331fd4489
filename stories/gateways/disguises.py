"""Characters that deceive the eye: found and named, made visible, looked through. Nothing is ever taken out of a text.

Source: Unicode UTS 39 (mixed scripts, skeletons) and UAX 9 (what turns the direction of writing), cut down to what
imitates names in Latin letters.
"""

import re
import unicodedata

_TURNING = r"\u202a-\u202e\u2066-\u2069"
_UNSEEN = r"\u200b\u2060-\u2064\ufeff\u180e\u115f\u1160\u3164\uffa0\U000e0000-\U000e007f"
_JOINED = r"(?<=[0-9A-Za-z])[\u200c\u200d](?=[0-9A-Za-z])"  # other alphabets and emoji need them
_FLAG = re.compile(r"\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f")  # a flag is spelled with tags, and is seen
_HIDDEN = re.compile(rf"[{_UNSEEN}]|{_JOINED}")
_DECEIVING = re.compile(rf"({_FLAG.pattern})|[{_TURNING}{_UNSEEN}]|{_JOINED}")
_WORD = re.compile(r"[^\W\d_]{3,}")
_IMITATING = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})

_ALIKE = str.maketrans(
    "АВЕКМНОРСТУХІЈЅԌԜԚаеорсухіјѕһԁԛԝɡ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοικνρυ" + "օսհցոզ" + "ıɑℓ",
    "ABEKMHOPCTYXIJSGWQaeopcyxijshdqwg" + "ABEZHIKMNOPTYXoikvpu" + "ouhgnq" + "ial",
)

TURNED = "characters that turn the direction of writing"
HIDDEN = "characters that cannot be seen"
MIXED = "words that mix alphabets, as imitations do"


def disguised(text: str) -> list[str]:
    """What about a text is not what it seems, in words."""
    if text.isascii():
        return []
    bare = _FLAG.sub("", text)
    found = [TURNED] if re.search(rf"[{_TURNING}]", bare) else []
    if _HIDDEN.search(bare):
        found.append(HIDDEN)
    if any(_mixes(word) for word in _WORD.findall(bare)):
        found.append(MIXED)
    return found


def _mixes(word: str) -> bool:
    if word.isascii():
        return False
    scripts = {unicodedata.name(char, "?").split(" ", 1)[0] for char in word}
    return "LATIN" in scripts and bool(scripts & _IMITATING)


def visible(text: str) -> str:
    """The text with its deceiving characters spelled out, as ⟦U+202E⟧. For eyes alone: never stored or compared."""
    return text if text.isascii() else _DECEIVING.sub(lambda found: found[1] or f"⟦U+{ord(found[0]):04X}⟧", text)


def skeleton(name: str) -> str:
    """What a name looks like: equal for names that the eye takes for one another."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).translate(_ALIKE)).casefold()
    seen = (char for char in plain if unicodedata.category(char) not in {"Cf", "Cc", "Mn"})
    return " ".join("".join(seen).split())
