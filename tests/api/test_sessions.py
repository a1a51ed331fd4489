"""A person in her browser: her session reads, and changes only with her CSRF token."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from stories.application.people import group_of
from stories.domain.vocabulary import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    user = User.objects.create_user("ada")
    user.groups.add(group_of(Role.EDITOR))
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def test_a_change_needs_the_token(editor: Client) -> None:
    body = {"title": "The Orlan dam"}
    path = "/api/v1/stories/"
    refused = editor.post(path, body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf-failed")
    assert refused["Content-Type"] == "application/problem+json"
    page = editor.get("/admin/login/?next=/admin/")
    token = page.cookies["csrftoken"].value if "csrftoken" in page.cookies else ""
    editor.cookies["csrftoken"] = token or "a" * 32
    done = editor.post(path, body, content_type="application/json", HTTP_X_CSRFTOKEN=editor.cookies["csrftoken"].value)
    assert done.status_code == 201
    event = editor.get(f"/api/v1/stories/{done.json()['id']}/events/").json()["results"][0]
    assert event["actor"].startswith("usr_")
    assert "/" not in event["actor"]


def test_a_session_without_a_role_reads_what_everybody_reads(editor: Client, reader: Any) -> None:
    user = User.objects.create_user("root", is_superuser=True, is_staff=True)
    client = Client()
    client.force_login(user)
    assert client.get("/api/v1/stories/").json() == reader.read("stories/")
    assert client.get("/api/v1/sources/").status_code == 403
