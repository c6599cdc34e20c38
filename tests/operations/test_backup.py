"""Backup and restore, for real: a whole site goes and comes back the same, and nothing is ever restored by halves."""

import hashlib
import json
import os
import shutil
import stat
import subprocess
import zipfile

import pytest

from .site import CONTENT, Site

POSTGRESQL = os.environ.get("TEST_DATABASE_URL", "")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site on the kind of database that these tests run on."""
    if POSTGRESQL.startswith("postgres"):
        for program in ("pg_dump", "pg_restore", "psql"):
            if not shutil.which(program):
                pytest.skip(f"{program} is not installed")
    site = Site(tmp_path_factory.mktemp("site"), postgresql=POSTGRESQL if POSTGRESQL.startswith("postgres") else None)
    site.run(CONTENT)
    yield site
    site.drop_database()


@pytest.fixture(scope="module")
def before(site):
    """What the site is: its pages, then its files, for reading a page makes pictures."""
    pages = site.pages()
    assert {"/zh-hans/courses/railway-signalling/home-signal/", "/ru/courses/railway-signalling/home-signal/"} < set(
        pages
    )
    assert pages["found"]
    return pages, site.files()


@pytest.fixture(scope="module")
def archive(site, before, tmp_path_factory):
    """A backup of it."""
    path = tmp_path_factory.mktemp("backups") / "site.zip"
    assert site.do("backup", path).strip() == str(path)
    return path


def is_as(site, before):
    """Whether pages and files are what they were."""
    return (site.pages(), site.files()) == before


def test_what_was_wiped_comes_back_page_by_page_and_file_by_file(site, before, archive):
    shutil.rmtree(site.media)
    site.make_database()
    said = site.do("restore", archive)
    assert f"{len(before[1])} files" in said
    assert "migrate" not in said
    pages, files = site.pages(), site.files()
    assert sorted(pages) == sorted(before[0])
    for address, html in before[0].items():
        assert pages[address] == html, address
    assert files == before[1]
    assert stat.S_IMODE((site.media / min(files)).stat().st_mode) == 0o644


def test_a_site_that_changed_is_replaced_as_a_whole(site, before, archive):
    generation = (site.folder / "content-generation").read_text()
    site.run(
        "from lessons.models import LessonPage\n"
        "LessonPage.objects.filter(locale__language_code='ru').first().delete()\n"
        "from django.contrib.auth import get_user_model\n"
        "get_user_model().objects.create(username='later')"
    )
    (site.media / "later.txt").write_text("later")
    refused = site.manage("restore", archive)
    assert refused.returncode == 1
    assert "has content already" in refused.stderr
    assert (site.media / "later.txt").exists()
    site.do("restore", archive, "--replace")
    assert is_as(site, before)
    assert "later" not in site.run(
        "from django.contrib.auth import get_user_model as m; print(*m().objects.values_list('username', flat=True))"
    )
    assert (site.folder / "content-generation").read_text() != generation
    assert [path.name for path in site.media.iterdir() if path.name.startswith(".")] == []


def test_a_backup_is_for_its_owner_alone_and_names_what_it_holds(archive, before):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    with zipfile.ZipFile(archive) as zipped:
        manifest = json.loads(zipped.read("manifest.json"))
    assert manifest["counts"]["files"] == len(before[1])
    assert {f"media/default/{name}" for name in before[1]} < set(manifest["parts"])
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]


def test_a_file_is_never_overwritten_and_a_folder_gets_a_dated_one(site, archive, tmp_path):
    refused = site.manage("backup", archive)
    assert refused.returncode == 1
    assert "exists already" in refused.stderr
    said = site.do("backup", tmp_path).strip()
    assert [str(path) for path in tmp_path.iterdir()] == [said]


def rewritten(archive, target, change):
    """A copy of an archive whose parts went through `change(name, data)`; None leaves one out."""
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return target


def manifest_with(**facts):
    """A change of the manifest alone."""

    def change(name, data):
        return json.dumps({**json.loads(data), **facts}) if name == "manifest.json" else data

    return change


def cut_off(archive, target):
    target.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])


def flip_a_bit(archive, target):
    data = bytearray(archive.read_bytes())
    data[len(data) // 2] ^= 1
    target.write_bytes(data)


def change_a_file(archive, target):
    rewritten(archive, target, lambda name, data: data + b"x" if name.startswith("media/") else data)


def leave_a_file_out(archive, target):
    rewritten(archive, target, lambda name, data: None if name.endswith(".pdf") else data)


def climb_out(archive, target):
    with zipfile.ZipFile(archive) as zipped:
        parts = json.loads(zipped.read("manifest.json"))["parts"]
        parts["media/default/../../x"] = parts[next(name for name in parts if name.endswith(".pdf"))]
    rewritten(archive, target, manifest_with(parts=parts))
    with zipfile.ZipFile(target, "a") as zipped:
        zipped.writestr("media/default/../../x", b"%PDF-")


def somebody_elses(archive, target):
    with zipfile.ZipFile(target, "w") as zipped:
        zipped.writestr("photo.jpg", b"")


def no_zip(archive, target):
    target.write_text("hello")


def of_a_later_format(archive, target):
    rewritten(archive, target, manifest_with(version=99))


def of_a_later_release(archive, target):
    rewritten(archive, target, manifest_with(migrations=[["qiao_lessons", "9999_later"]]))


def of_another_database(archive, target):
    rewritten(archive, target, manifest_with(engine="oracle"))


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (cut_off, "is damaged or no backup"),
        (flip_a_bit, "is damaged"),
        (change_a_file, "is not what was backed up"),
        (leave_a_file_out, "its parts are not those of its manifest"),
        (climb_out, "is not to be trusted"),
        (somebody_elses, "is no backup of this platform"),
        (no_zip, "is damaged or no backup"),
        (of_a_later_format, "restore it with the release that made it"),
        (of_a_later_release, "qiao_lessons.9999_later"),
        (of_another_database, "holds a database of oracle"),
    ],
    ids=lambda each: each.__name__ if callable(each) else "",
)
def test_a_strange_archive_is_refused_before_anything_is_touched(site, archive, tmp_path, harm, sentence):
    target = tmp_path / "strange.zip"
    harm(archive, target)
    files = site.files()
    done = site.manage("restore", target, "--replace")
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert site.files() == files


def test_a_missing_archive_is_told(site, tmp_path):
    assert "does not exist" in site.manage("restore", tmp_path / "none.zip").stderr


def test_where_the_database_cannot_be_restored_the_files_stay_too(site, before, archive, tmp_path):
    """Every checksum is right, and what the archive has for a database is none."""
    nonsense = b"not a database" * 1000

    def change(name, data):
        if name.startswith("database."):
            return nonsense
        if name != "manifest.json":
            return None if name.endswith(".pdf") else data
        manifest = json.loads(data)
        manifest["parts"] = {part: facts for part, facts in manifest["parts"].items() if not part.endswith(".pdf")}
        database = next(part for part in manifest["parts"] if part.startswith("database."))
        manifest["parts"][database]["sha256"] = hashlib.sha256(nonsense).hexdigest()
        return json.dumps(manifest)

    done = site.manage("restore", rewritten(archive, tmp_path / "broken.zip", change), "--replace")
    assert done.returncode == 1
    assert "Nothing was changed" in done.stderr
    assert "Traceback" not in done.stderr
    assert is_as(site, before)


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a file system of 40 KB."""
    folder = tmp_path / "small"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40k", "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_leaves_no_half_archive(site, small_disk):
    done = site.manage("backup", small_disk / "site.zip")
    assert done.returncode == 1
    assert "Nothing was written" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(small_disk.iterdir()) == []


def test_a_full_disk_leaves_the_site_as_it_was(site, archive, small_disk):
    (small_disk / "media").mkdir()
    (small_disk / "media" / "mine.txt").write_text("mine")
    done = site.manage("restore", archive, "--replace", MEDIA_ROOT=str(small_disk / "media"))
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert [path.name for path in (small_disk / "media").rglob("*")] == ["mine.txt"]
