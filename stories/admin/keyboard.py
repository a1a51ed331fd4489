"""The keys of the desk: one table for the scripts, the tooltips, the list behind `?` and the palette."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

VERB_KEYS = {
    "accept": "a",
    "verify": "v",
    "dispute": "d",
    "correct": "c",
    "hold": "p",
    "withdraw": "w",
    "assign": "m",
    "note": "n",
    "evidence": "e",
}


@dataclass(frozen=True, slots=True)
class Key:
    keys: str
    does: Any


@dataclass(frozen=True, slots=True)
class Keys:
    name: Any
    keys: tuple[Key, ...]


KEYBOARD = (
    Keys(
        _("Go"),
        (
            Key("g d", _("desk")),
            Key("g s", _("stories")),
            Key("g i", _("intake")),
            Key("g o", _("operations")),
            Key("/", _("search in this list")),
            Key("Ctrl K", _("jump to anything, run a verb")),
            Key("?", _("this list")),
        ),
    ),
    Keys(
        _("In a list"),
        (
            Key("j", _("next")),
            Key("k", _("previous")),
            Key("o", _("open (or Enter)")),
            Key("x", _("select")),
        ),
    ),
    Keys(
        _("On a claim"),
        (
            Key("a", _("accept")),
            Key("v", _("verify")),
            Key("d", _("dispute")),
            Key("c", _("correct")),
            Key("p", _("hold (pull)")),
            Key("w", _("withdraw")),
            Key("m", _("assign to me")),
            Key("n", _("note")),
            Key("e", _("file evidence")),
            Key("u", _("undo my last decision")),
        ),
    ),
    Keys(
        _("Versions"),
        (
            Key("h", _("history")),
            Key("=", _("compare with the one before")),
            Key("y", _("address of this very version")),
            Key("[", _("older")),
            Key("]", _("newer")),
        ),
    ),
    Keys(_("In a dialog"), (Key("Ctrl Enter", _("send")), Key("Esc", _("close")))),
)
