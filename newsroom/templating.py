"""Templates as they are loaded: what stands in <bdi> or with dir="auto" comes from outside; what hides in it is shown.

So no template can forget it: the rule is the markup that isolates such words already.
"""

import re

from django.template import Library, Origin
from django.template.defaultfilters import stringfilter
from django.template.loaders.app_directories import Loader

from stories.gateways.disguises import visible

_OUTSIDE = re.compile(r'(<(?:bdi\b[^<>{}]*|(?!textarea)\w+ [^<>{}]*\bdir="auto"[^<>{}]*)>\{\{ [^{}]+?) (\}\})')

register = Library()
register.filter("visible", stringfilter(visible), is_safe=True)


class OutsideVisible(Loader):
    """The apps' templates."""

    def get_contents(self, origin: Origin) -> str:
        return _OUTSIDE.sub(r"\1|visible \2", super().get_contents(origin))
