"""The settings of the site as the tests need them: a fast database of their own, plain files, no demonstration.

Every session of tests has databases of its own names, so several may run at once; the last one to end removes the
server.
"""

import fcntl
import os

from partnership import embedded_postgres, environment

TEST_CLUSTER = environment.data_dir() / "test" / "cluster"

os.environ["DEMO"] = os.environ["DEBUG"] = os.environ["ALLOWED_HOSTS"] = ""
TEST_SERVER_USERS = None  # held open, and shared, while this run needs the server
if not environment.secret("DATABASE_URL"):
    TEST_SERVER_USERS = environment.own_folder(TEST_CLUSTER.parent).joinpath("users").open("w")
    fcntl.flock(TEST_SERVER_USERS, fcntl.LOCK_SH)
    # In the environment, where the processes that tests start look for it too.
    os.environ["DATABASE_URL"] = embedded_postgres.start(TEST_CLUSTER, fast=True, name=f"session_{os.getpid()}")

from partnership.settings import *  # noqa: E402, F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 -- the static server warns of a missing one
PROOF_COST = 1  # tests solve challenges in Python
HOT_BYTES = 0  # a test of a page sees it made; tests/web/test_hot.py has a store of its own
