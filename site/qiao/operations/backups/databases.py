"""The database as one file, and back: SQLite by its own copying of a live database, PostgreSQL by its own programs."""

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from .archive import BackupError

SUFFIXES = {"sqlite": "sqlite3", "postgresql": "dump"}
# How long a restore waits for whoever still uses a table.
WAIT = "30s"


def part():
    """Name of the part of an archive that holds the database of this site."""
    if connection.vendor not in SUFFIXES:
        raise BackupError(f"Backups are made of SQLite and PostgreSQL, and this database is {connection.vendor}.")
    return f"database.{SUFFIXES[connection.vendor]}"


def dump(path):
    """Write the whole database, as it is at one moment, to a file that does not exist yet; the site may go on."""
    {"sqlite": _dump_sqlite, "postgresql": _dump_postgresql}[connection.vendor](path)


def load(path):
    """Replace the whole database by a file that `dump` wrote, in one transaction."""
    {"sqlite": _load_sqlite, "postgresql": _load_postgresql}[connection.vendor](path)


def _dump_sqlite(path):
    connection.ensure_connection()
    try:
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
            # One file instead of three.
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise BackupError(f"Nothing was written, the database could not be copied: {error}.") from error


def _load_sqlite(path):
    connection.ensure_connection()
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as source:
            found = source.execute("PRAGMA quick_check").fetchone()[0]
            if found != "ok":
                raise BackupError(f"The database in the archive is damaged: {found}. Nothing was changed.")
            source.backup(connection.connection)
    except sqlite3.Error as error:
        raise BackupError(f"The database could not be restored: {error}. Nothing was changed.") from error
    # What was copied is not written ahead; connecting again puts that back.
    connection.close()


def _dump_postgresql(path):
    _run(_command("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}"), "could not be read")


def _load_postgresql(path):
    commands = path.with_suffix(".sql")
    _program("pg_restore")
    _run(
        (["pg_restore", "--no-owner", "--no-privileges", f"--file={commands}", str(path)], None),
        "could not be unpacked",
    )
    with connection.cursor() as cursor:
        tables = ", ".join(map(connection.ops.quote_name, connection.introspection.table_names(cursor)))
    # Its locks would be in the way.
    connection.close()
    before = f"SET lock_timeout = '{WAIT}'; " + (f"DROP TABLE {tables} CASCADE;" if tables else "")
    options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    _run(
        _command("psql", *options, f"--command={before}", f"--file={commands}"),
        "could not be restored (stop the site first: its connections hold the tables)",
    )


def _command(program, *arguments):
    """(command, environment) of one of PostgreSQL's programs for this site's database."""
    _program(program)
    (_psql, *rest), environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, list(arguments))
    return [program, *rest], environment


def _program(name):
    """Raise BackupError where a program is missing or older than the server, which it then refuses."""
    with connection.cursor():
        server = connection.pg_version // 10000
    if not shutil.which(name):
        raise BackupError(f"The program {name} is missing: install PostgreSQL's client programs, version {server}.")
    said = subprocess.run([name, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"\d+", said)
    if version and int(version[0]) < server:
        raise BackupError(
            f"{name} has version {version[0]} and the server {server}: install PostgreSQL's client programs of version "
            f"{server} or later."
        )


def _run(command, what):
    arguments, environment = command
    done = subprocess.run(
        arguments, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"The database {what}: {done.stderr.strip()[-1000:]}\nNothing was changed.")
