"""Who is looking, and what the desk tells people about rights. The rules themselves stand in the domain."""

from django.contrib.auth.models import AnonymousUser, User

from stories.application.people import person_id, roles_of
from stories.domain.actors import By
from stories.domain.permissions import MATRIX, Action, may
from stories.domain.values import PersonId
from stories.domain.vocabulary import Role
from stories.models import Person

NOBODY_YET = PersonId("usr_" + "0" * 32)


def looking(user: User | AnonymousUser) -> By:
    """The user as an actor, without giving her a pseudonym: to look is no act.

    Found once for a request, whose user object this is: each table of the admin asks by itself.
    """
    if not isinstance(user, User):
        return By(NOBODY_YET, NOBODY_YET)
    known: By | None = getattr(user, "_as_looking", None)
    if known is None:
        person = Person.objects.filter(user=user).first()
        name = person_id(person) if person else NOBODY_YET
        known = By(name, name, roles_of(user))
        user._as_looking = known  # type: ignore[attr-defined]
    return known


def may_look(user: User | AnonymousUser) -> bool:
    """Whoever has a role in the newsroom. Being a superuser is none."""
    return isinstance(user, User) and user.is_staff and may(looking(user), Action.READ_UNPUBLISHED)


def may_look_behind(user: User | AnonymousUser) -> bool:
    """Whoever runs the house or may have the whole log: keys, roles and erasures are nobody else's affair."""
    return may_look(user) and any(may(looking(user), one) for one in (Action.RUN_HOUSE, Action.EXPORT_LOG))


def role_words(role: Role) -> str:
    return role.value.replace("_", " ")


def who_may(action: Action) -> list[tuple[str, list[str]]]:
    """The roles that an action needs, each with the people who have it."""
    roles = sorted(MATRIX[action], key=lambda role: list(Role).index(role))
    found = []
    for role in roles:
        users = User.objects.filter(groups__name=role.value, is_active=True).order_by("username")
        found.append((role_words(role), [user.get_full_name() or user.get_username() for user in users]))
    return found
