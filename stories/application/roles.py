"""Roles given and taken: the decision stands in the desk's stream, and the user's group follows it."""

from django.contrib.auth.models import User

from stories.application.handle import Handled, Order, handle_desk
from stories.application.people import group_of, person_id, person_of
from stories.domain.commands_house import GrantRole, RemoveRole
from stories.domain.vocabulary import Role


def grant_role(user: User, role: Role, order: Order) -> Handled:
    """Raises Forbidden, and Refused("own-role"). Granting again mends a group that did not follow."""
    done = handle_desk([GrantRole(person_id(person_of(user)), role)], order)
    user.groups.add(group_of(role))
    return done


def remove_role(user: User, role: Role, order: Order) -> Handled:
    """Raises Forbidden, Refused("own-role") and Refused("last-admin")."""
    done = handle_desk([RemoveRole(person_id(person_of(user)), role)], order)
    user.groups.remove(group_of(role))
    return done
