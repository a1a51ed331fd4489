"""The service's own settings with one address more, that of a POST which does nothing.

Rates are lifted, so that it is not the limits that are measured.
"""

from newsroom.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.served_urls"
API_RATE_KEY = API_RATE_ADDRESS = (1_000_000, 1_000_000)
