"""Who acts, and the house rules that a decision is taken under. Both come in with the command."""

from dataclasses import dataclass

from stories.domain.values import PersonId
from stories.domain.vocabulary import Role, Scope


@dataclass(frozen=True, slots=True)
class By:
    """Who acts. actor: as in the envelope ("usr_..", "key_..", "usr_../key_..", "sys").

    person: None for a key without a person and for the machine. scopes: a key's, None for a person's own session.
    """

    actor: str
    person: PersonId | None = None
    roles: frozenset[Role] = frozenset()
    scopes: frozenset[Scope] | None = None

    @property
    def is_machine(self) -> bool:
        return self.actor == "sys"


MACHINE = By("sys")


@dataclass(frozen=True, slots=True)
class Policy:
    """approvals: how many editors a verdict needs, 1 or 2."""

    approvals: int = 1


def person_of(actor: str) -> str:
    """The person in an envelope's actor, or the whole of it where no person acted."""
    return actor.split("/", 1)[0]
