"""Views of the API: which methods an address takes. What answers GET answers HEAD as well (RFC 9110, 9.1)."""

from collections.abc import Callable
from typing import Any

from rest_framework import decorators


def api_view(methods: list[str]) -> Callable[[Callable[..., Any]], Any]:
    """As the framework's, which knows no HEAD and names an OPTIONS in Allow that it refuses."""

    def made(answer: Callable[..., Any]) -> Any:
        view = decorators.api_view(methods)(answer)
        taken = [method.lower() for method in methods]
        view.cls.http_method_names = [*taken, "head"] if "get" in taken else taken
        return view

    return made
