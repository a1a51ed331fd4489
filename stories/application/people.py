"""Users as the log knows them: a pseudonym, and the roles that their groups give."""

import uuid_utils.compat as uuid7
from django.contrib.auth.models import Group, User

from stories.application.ids import uuid_of
from stories.domain.actors import By
from stories.domain.values import PersonId
from stories.domain.vocabulary import Role
from stories.models import Person

_ROLES = {role.value: role for role in Role}


def person_of(user: User) -> Person:
    """The user's pseudonym, made at her first act."""
    found = Person.objects.filter(user=user).first()
    if found is None:
        found, _ = Person.objects.get_or_create(user=user, defaults={"id": uuid7.uuid7()})
    return found


def person_id(person: Person) -> PersonId:
    return PersonId(f"usr_{person.id.hex}")


def roles_of(user: User) -> frozenset[Role]:
    """By group membership alone: a superuser gets no newsroom right from being one."""
    if not user.is_active:
        return frozenset()
    names = user.groups.values_list("name", flat=True)
    return frozenset(_ROLES[name] for name in names if name in _ROLES)


def by_user(user: User) -> By:
    """The user as an actor in her own session."""
    pseudonym = person_id(person_of(user))
    return By(actor=pseudonym, person=pseudonym, roles=roles_of(user))


def names_of(actors: set[str]) -> dict[str, str]:
    """What people on the desk read for an actor of the log: a user's name, a key's name, "the service"."""
    ids = {part for actor in actors for part in actor.split("/") if part.startswith("usr_")}
    people = Person.objects.filter(id__in=[uuid_of(one) for one in ids]).select_related("user")
    known = {f"usr_{one.id.hex}": one.user.get_full_name() or one.user.get_username() for one in people}
    return {actor: _readable(actor, known) for actor in actors}


def _readable(actor: str, known: dict[str, str]) -> str:
    if actor == "sys":
        return "Slugline"
    who = known.get(actor.split("/")[0], actor.split("/")[0][:12])
    return f"{who} (by key)" if "/" in actor else who


def group_of(role: Role) -> Group:
    return Group.objects.get(name=role.value)
