"""What is answered where nothing is or nobody may go: the desk's people stay at the desk, readers get the page's."""

from django.http import HttpRequest, HttpResponse
from django.views.defaults import permission_denied

from stories.admin.refusing import is_at_the_desk, not_allowed, not_here
from stories.pages import views


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return not_here(request) if is_at_the_desk(request) else views.not_found(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return not_allowed(request) if is_at_the_desk(request) else permission_denied(request, exception)
