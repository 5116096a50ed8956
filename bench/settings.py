"""The settings of the site, with one page more: the floor that the others are measured against."""

from partnership.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
