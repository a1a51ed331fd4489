"""The app's entry in Django's registry, and the admin's with the desk as its site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.module_loading import autodiscover_modules


class StoriesConfig(AppConfig):
    name = "stories"
    default_auto_field = "django.db.models.BigAutoField"


class DeskConfig(AdminConfig):
    """The site lies in the package that Django searches for tables to list, so it must be whole before those come."""

    default_site = "stories.admin.site.DeskSite"

    def ready(self) -> None:
        super().ready()
        autodiscover_modules("admin.registration")
