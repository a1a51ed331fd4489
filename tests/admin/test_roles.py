"""Roles are given and taken by a command that leaves its event; the user's form has no tick for it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from stories.application.people import roles_of
from stories.domain.desk import DESK
from stories.domain.vocabulary import Role
from stories.eventlog.read import read_stream
from stories.eventlog.streams import StreamRef


def desk_events() -> list[str]:
    return [stored.envelope.type for stored in read_stream(StreamRef.parse(DESK))]


def token(browser: Any, address: str) -> dict[str, str]:
    browser.get(address)
    return {"csrfmiddlewaretoken": browser.client.cookies["csrftoken"].value}


def test_an_operator_gives_a_role_and_takes_it(newsroom: Any, signed_in: Any) -> None:
    gus, olga = User.objects.get(username="gus"), signed_in("olga")
    page = f"/admin/auth/user/{gus.pk}/roles/"
    send = token(olga, page)
    assert olga.post(page, send | {"role": "reporter", "what": "give"}).status_code == 303
    assert roles_of(gus) == {Role.REPORTER}
    assert olga.post(page, send | {"role": "reporter", "what": "take"}).status_code == 303
    assert roles_of(gus) == frozenset()
    assert desk_events()[-2:] == ["role.granted", "role.removed"]


def test_nobody_raises_herself_and_one_operator_remains(newsroom: Any, signed_in: Any) -> None:
    olga_user, olga = User.objects.get(username="olga"), signed_in("olga")
    own = f"/admin/auth/user/{olga_user.pk}/roles/"
    refused = olga.post(own, token(olga, own) | {"role": "desk_head", "what": "give"})
    assert refused.status_code == 422
    assert "Nobody changes her own roles" in refused.content.decode()
    assert roles_of(olga_user) == {Role.OPERATOR}
    with pytest.raises(CommandError, match="one must remain"):
        call_command("role", "olga", "operator", "--remove")


def test_an_editor_gives_no_roles(newsroom: Any, signed_in: Any) -> None:
    ana_user, ana = User.objects.get(username="ana"), signed_in("ana")
    ana.get(f"/admin/auth/user/{ana_user.pk}/roles/", status=403)
    ana.get("/admin/auth/user/", status=403)


def test_groups_are_not_given_in_the_users_form(newsroom: Any, signed_in: Any) -> None:
    User.objects.filter(username="olga").update(is_superuser=True)
    gus, olga = User.objects.get(username="gus"), signed_in("olga")
    page = f"/admin/auth/user/{gus.pk}/change/"
    sent = token(olga, page) | {"username": "gus", "is_active": "on", "is_staff": "on", "groups": ["1", "2", "3"]}
    assert olga.post(page, sent).status_code == 302
    assert roles_of(gus) == frozenset()
    assert olga.post(f"/admin/auth/user/{gus.pk}/delete/", sent | {"post": "yes"}).status_code == 403
    assert olga.post("/admin/auth/group/add/", sent | {"name": "owners"}).status_code == 403


def test_an_operator_sets_nobodys_password(newsroom: Any, signed_in: Any) -> None:
    hedda, olga = User.objects.get(username="hedda"), signed_in("olga")
    page = f"/admin/auth/user/{hedda.pk}/password/"
    send = token(olga, "/admin/") | {"password1": "a long and quiet river", "password2": "a long and quiet river"}
    olga.get(page, status=403)
    assert olga.post(page, send | {"usable_password": "true"}).status_code == 403
    hedda.refresh_from_db()
    assert not hedda.check_password("a long and quiet river")
