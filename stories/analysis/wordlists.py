"""The lists of roles.toml, read once: people by office, built things, classes of verbs, rungs of commitment."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Wordlists:
    people: frozenset[str]
    titles: frozenset[str]
    men: frozenset[str]
    women: frozenset[str]
    facilities: dict[str, str]  # head noun to class
    classes: dict[str, str]  # verb lemma to class
    rungs: dict[str, int]


@cache
def wordlists() -> Wordlists:
    """Everything in roles.toml, turned so that a word leads to its class."""
    table = tomllib.loads(files(__package__).joinpath("roles.toml").read_text(encoding="utf8"))
    return Wordlists(
        frozenset(table["people"].split()),
        frozenset(table["titles"].split()),
        frozenset(table["men"].split()),
        frozenset(table["women"].split()),
        {word: name for name, words in table["facilities"].items() for word in words.split()},
        {word: name for name, words in table["classes"].items() for word in words.split()},
        dict(table["rungs"]),
    )


@cache
def words(name: str) -> frozenset[str]:
    """One of the plain lists of roles.toml."""
    table = tomllib.loads(files(__package__).joinpath("roles.toml").read_text(encoding="utf8"))
    return frozenset(table["lists"][name].split())
