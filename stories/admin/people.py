"""Users: made and switched off here. Roles are given and taken by a command that leaves its event, never by a tick."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stories.admin.fields import choices
from stories.admin.rights import looking, who_may
from stories.application.handle import Order, now
from stories.application.people import by_user, roles_of
from stories.application.roles import grant_role, remove_role
from stories.domain.permissions import Action, may
from stories.domain.refusals import Forbidden, Refused
from stories.domain.vocabulary import Role


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=choices(Role))
    what = forms.ChoiceField(choices=[("give", "give"), ("take", "take")], widget=forms.HiddenInput)


def _operates(request: HttpRequest) -> bool:
    return may(looking(request.user), Action.RUN_HOUSE)


class People(UserAdmin[User]):
    """Superusers make users; operators see them and give roles. Nobody deletes one: the log names her."""

    list_display = ("username", "first_name", "last_name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "groups")
    actions = None
    filter_horizontal = ()
    change_form_template = "admin/stories/people/user.html"
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Name"), {"fields": ("first_name", "last_name", "email")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("groups", "last_login", "date_joined")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser) or _operates(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.roles)
        return [path("<int:user_id>/roles/", view, name="auth_user_roles"), *super().get_urls()]

    def roles(self, request: HttpRequest, user_id: int) -> HttpResponse:
        """A person's roles, with a form that gives one and one that takes one."""
        if not self.has_view_permission(request) or not isinstance(request.user, User):
            raise PermissionDenied
        person = get_object_or_404(User, pk=user_id)
        form, trouble, status = RoleForm(request.POST or None), "", 200
        if request.method == "POST":
            if form.is_valid():
                carry = grant_role if form.cleaned_data["what"] == "give" else remove_role
                try:
                    carry(person, Role(form.cleaned_data["role"]), Order(by_user(request.user), now()))
                except Refused as refused:
                    trouble, status = refused.sentence, 403 if isinstance(refused, Forbidden) else 422
                else:
                    messages.success(request, _now("Recorded."))
                    return HttpResponseRedirect(reverse("admin:auth_user_roles", args=[user_id]), status=303)
            else:
                trouble, status = _now("Choose a role."), 422
        has = sorted(role.value for role in roles_of(person))
        return render(
            request,
            "admin/stories/people/roles.html",
            {
                **self.admin_site.each_context(request),
                "title": _now("Roles of %(name)s") % {"name": person.get_full_name() or person.get_username()},
                "person": person,
                "has": has,
                "lacks": [role.value for role in Role if role.value not in has],
                "trouble": trouble,
                "who_may": who_may(Action.RUN_HOUSE),
            },
            status=status,
        )


class Roles(GroupAdmin):
    """The roles with nothing to change in them: what each may do stands in the domain."""

    fields = ("name",)
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser) or _operates(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def register() -> None:
    admin.site.unregister(User)
    admin.site.unregister(Group)
    admin.site.register(User, People)
    admin.site.register(Group, Roles)
