"""One standing service for all rows: each injects its fault, heals, waits for quiet and checks everything so far."""

import os
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.db import connections
from pytest_django import DjangoDbBlocker

from stories.application.handle import Order, now
from stories.application.keys import create_key
from stories.application.people import person_of
from stories.application.roles import grant_role
from stories.domain.actors import MACHINE
from stories.domain.vocabulary import Role, Scope
from tests.faults.load import Client, Newsroom
from tests.faults.service import Service, running

SCOPES = (Scope.ARTICLES_WRITE, Scope.STORIES_READ, Scope.STORIES_WRITE, Scope.EVENTS_READ)


@pytest.fixture(scope="module")
def service(django_db_blocker: DjangoDbBlocker) -> Iterator[Service]:
    with django_db_blocker.unblock(), running(os.environ) as one:
        yield one


@pytest.fixture(scope="module")
def newsroom(service: Service) -> Newsroom:
    user = User.objects.create_user("reporter")
    grant_role(user, Role.EDITOR, Order(MACHINE, now()))
    key = create_key("load", SCOPES, person_of(user), None, Order(MACHINE, now()))
    connections["default"].close()
    return Newsroom(Client(service.port, key.secret))
