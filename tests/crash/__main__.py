"""`python -m tests.crash [N] [main|desk]`: N kills of each part at random points of the main job, then the comparison;
and N kills of the worker in the middle of the jobs of the desk.

Prints the figures and ends with 1 if a redirect that was answered is not kept, a message went out a third time, or an
import or a mailing lost or doubled something.
"""

import os
import random
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.crash.site import PARTS, Site


def main(points: int, seed: int, only: str) -> int:
    folder = Path(tempfile.mkdtemp(prefix="crash-"))
    site = Site(folder)
    try:
        os.environ.update(
            {name: site.environment[name] for name in ("DATA_DIR", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
        )
        site.open()
        results = [run(site, points, random.Random(seed)) for name, run in RUNS.items() if only in ("", name)]
        return max(results)
    finally:
        site.close()
        shutil.rmtree(folder, ignore_errors=True)


def _run(site: Site, points: int, chance: random.Random) -> int:
    import django

    django.setup()
    from tests.crash.crew import Crew

    crew = Crew(site)
    kills = [part for part in PARTS for _ in range(points)]
    chance.shuffle(kills)
    began = time.monotonic()
    for number, part in enumerate(kills, 1):
        walking = threading.Thread(target=crew.walk)
        walking.start()
        walking.join(chance.uniform(0.0, 1.2))
        site.kill(part)
        site.start(part)
        while walking.is_alive():
            site.ensure()
            walking.join(0.2)
        sys.stderr.write(f"\r{number} of {len(kills)} kills")
    site.ensure()
    report = crew.report()
    sys.stdout.write(f"\n{report} ({time.monotonic() - began:.0f} s)\n")
    return 0 if report.passed else 1


def _run_desk(site: Site, points: int, chance: random.Random) -> int:
    import django

    django.setup()
    from tests.crash.desk import Desk

    began = time.monotonic()
    desk = Desk(site, rows=30 + 15 * points)  # enough to be in the middle of it each time
    desk.run(points, chance)
    sys.stdout.write(f"\n{desk.report()} ({time.monotonic() - began:.0f} s)\n")
    return 1 if desk.broken() else 0


RUNS = {"main": _run, "desk": _run_desk}


if __name__ == "__main__":
    points = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    seed = int(os.environ.get("CRASH_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
    sys.stdout.write(f"{points} points for each of {', '.join(PARTS)}; CRASH_SEED={seed}\n")
    sys.stdout.flush()
    sys.exit(main(points, seed, sys.argv[2] if len(sys.argv) > 2 else ""))
