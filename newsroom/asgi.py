"""The live process: `granian --interface asgi newsroom.asgi:application`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from stories.api.live.serving import Live  # noqa: E402  # Django has to stand first

application = Live("newsroom.live_urls")
