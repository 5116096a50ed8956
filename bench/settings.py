"""The settings of the site, with a few pages more that the others are measured against (bench/urls.py)."""

from partnership.settings import *  # noqa: F403
from partnership.settings import environment

ROOT_URLCONF = "bench.urls"

if environment.flag("BENCH_COLD"):  # every page is made anew each time
    HOT_BYTES = 0

API_REQUESTS_A_MINUTE = 0  # no limit: all requests come from one address
