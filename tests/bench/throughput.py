"""Print how many pages a second the site gives out, beside a view that does nothing, in the same run.

`make bench`: the demo on PostgreSQL and Redis, served by gunicorn with three workers on this machine and driven by wrk
(of Debian; a load generator in JavaScript spent half of its time on the bodies), 16 requests at once. Figures move with
the machine, also from one minute to the next: the ratio is the median of those within each round. No test depends on
them. A row below its budget is marked, and the exit code is 1.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from statistics import median

import psycopg

from tests import server

WORKERS = 3
AT_ONCE = 16
DATABASE = "qiao_bench"
POSTGRES = os.environ.get("QIAO_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres").rsplit("/", 1)[0]
REDIS = os.environ.get("QIAO_BENCH_REDIS", "redis://127.0.0.1:6379/13")
# Of the rate of a bare view: what an open lesson reaches at least, whoever asks.
BUDGET = 0.7
SIGN_IN = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.cached_db import SessionStore
user = get_user_model().objects.get(username="learner")
session = SessionStore()
session.update({
    SESSION_KEY: str(user.pk),
    BACKEND_SESSION_KEY: "qiao.accounts.backends.AccountBackend",
    HASH_SESSION_KEY: user.get_session_auth_hash(),
})
session.save()
print(session.session_key)
"""


def rate(url, seconds, cookie=""):
    """Answers a second from an address; SystemExit where any of them is not a success."""
    command = [
        "wrk", "--threads", "1", "--connections", str(AT_ONCE), "--duration", f"{seconds}s",
        "--header", "Accept-Encoding: gzip", *(["--header", f"Cookie: {cookie}"] if cookie else []), url,
    ]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        sys.exit(f"{url}: not every answer was a success.\n{said}")
    return float(re.search(r"Requests/sec:\s*([\d.]+)", said)[1])


def rows(demo, cookie):
    """(name, address, cookie) of everything that is measured; the bare view is the first."""
    pages = demo["pages"]
    yield "bare view, all middleware", "/bench/bare/", ""
    yield "session and person loaded", "/bench/person/", cookie
    yield "lesson (ru)", pages["lesson"]["ru"], ""
    yield "lesson (ru), signed in", pages["lesson"]["ru"], cookie
    yield "course (kk)", pages["course"]["kk"], ""
    yield "home (zh-hans)", pages["home"]["zh-hans"], ""


def main():
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=3, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=5, help="of all rows; the median counts")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk was not found: apt-get install wrk")
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.execute(f"CREATE DATABASE {DATABASE}")
    variables = {
        "DATABASE_URL": f"{POSTGRES}/{DATABASE}",
        "REDIS_URL": REDIS,
        "WEB_CONCURRENCY": str(WORKERS),
    }
    gunicorn = [sys.executable, "-m", "gunicorn", "config.wsgi", "--worker-class", "gthread", "--threads", "4",
                "--keep-alive", "30", "--bind"]  # fmt: skip
    with (
        tempfile.TemporaryDirectory() as folder,
        server.demo(
            folder, settings="tests.bench.settings", commands=[["collectstatic", "--noinput"]],
            environment=variables, serve=gunicorn,
        ) as demo,
    ):  # fmt: skip
        key = subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", SIGN_IN],
            cwd=server.ROOT, capture_output=True, text=True, check=True,
            env={**os.environ, **variables, "QIAO_VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
                 "PYTHONPATH": f"{server.ROOT / 'site'}{os.pathsep}{server.ROOT}"},
        ).stdout.strip()  # fmt: skip
        measured = list(rows(demo, f"sessionid={key}"))
        found = [[rate(demo["base"] + address, options.seconds, cookie) for _name, address, cookie in measured]
                 for _round in range(options.rounds)]  # fmt: skip
    rates = [median(column) for column in zip(*found, strict=True)]
    shares = [median(column) for column in zip(*([each / row[0] for each in row] for row in found), strict=True)]
    day = datetime.now(UTC).date()
    print(f"{day}: {os.cpu_count()} cores, gunicorn with {WORKERS} workers, PostgreSQL and Redis, {AT_ONCE} at once\n")
    print(f"| address | answers a second | of the bare view |\n|{'---|' * 3}")
    failed = False
    for (name, address, _cookie), each, share in zip(measured, rates, shares, strict=True):
        short = not address.startswith("/bench/") and share < BUDGET
        failed |= short
        print(f"| {name} | {each:,.0f} | {share:.2f}{f', below {BUDGET}' if short else ''} |")
    sys.exit(failed)


if __name__ == "__main__":
    main()
