"""The app's entry in Django's registry, and the admin's with the desk as its site."""

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class StoriesConfig(AppConfig):
    name = "stories"
    default_auto_field = "django.db.models.BigAutoField"


class DeskConfig(SimpleAdminConfig):
    """Its screens come with the addresses: of all processes only the web's has use for them, and they are half of all
    that there is to load.
    """

    default_site = "stories.admin.site.DeskSite"
