"""Media in a bucket by one setting: stored, read, given out, backed up and brought back, over the real protocol."""

import hashlib
import logging
from contextlib import suppress

import boto3
import pytest
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from django.test import override_settings
from moto.server import ThreadedMotoServer
from wagtail.documents import get_document_model

from config.settings import env
from qiao.operations import health
from qiao.operations.backups import archive, media
from tests import factories

from .site import Site

BUCKET = "qiao"


@pytest.fixture(scope="module")
def server():
    """Address of an S3-compatible server in this process."""
    logging.getLogger("werkzeug").setLevel("ERROR")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def bucket(server, monkeypatch):
    """A bucket without anything in it, and the keys for it."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    bucket = boto3.resource("s3", endpoint_url=server, region_name="us-east-1").Bucket(BUCKET)
    try:
        bucket.create()
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists"):
            raise
    bucket.objects.all().delete()
    return bucket


@pytest.fixture
def url(server, bucket):
    """The setting."""
    return f"s3://{BUCKET}/media?endpoint={server}&region=us-east-1"


@pytest.fixture
def stored(url, monkeypatch, settings):
    """The site of this process keeps its media there."""
    monkeypatch.setenv("MEDIA_STORAGE", url)
    with override_settings(STORAGES={**settings.STORAGES, "default": env.storage("MEDIA_STORAGE", None)}):
        yield


def contents(bucket):
    """{key: sha256} of what lies in it."""
    return {each.key: hashlib.sha256(each.get()["Body"].read()).hexdigest() for each in bucket.objects.all()}


@pytest.mark.django_db
def test_pictures_their_sizes_and_documents_lie_in_the_bucket(stored, bucket, client, server):
    image = factories.ImageFactory()
    rendition = image.get_rendition("width-10")
    document = get_document_model().objects.create(title="规程", file=ContentFile(b"%PDF-", name="rules.pdf"))
    keys = sorted(contents(bucket))
    assert [key.split("/")[:2] for key in keys] == [
        ["media", each] for each in ("documents", "images", "original_images")
    ]
    # Kept pages hold this address, so it must not end with a time.
    assert rendition.url == f"{server}/{BUCKET}/media/{rendition.file.name}"
    answer = client.get(document.url)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"%PDF-")
    assert health.services()["media"] == ""


@pytest.mark.django_db
def test_a_second_file_of_a_name_takes_no_others_place(stored, bucket):
    for content in (b"one", b"two"):
        get_document_model().objects.create(title="d", file=ContentFile(content, name="same.txt"))
    assert len(contents(bucket)) == 2


def test_a_bucket_is_backed_up_and_brought_back(bucket, url, tmp_path):
    site = Site(tmp_path, MEDIA_STORAGE=url, AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing")
    site.do("migrate", "--verbosity=0")
    site.run(
        "from django.core.files.base import ContentFile\n"
        "from wagtail.documents import get_document_model\n"
        "for name in 'abc':\n"
        "    get_document_model().objects.create(title=name, file=ContentFile(name.encode(), name=f'{name}.txt'))"
    )
    before = contents(bucket)
    assert len(before) == 3
    site.do("backup", tmp_path / "site.zip")
    bucket.Object("media/documents/a.txt").delete()
    bucket.put_object(Key="media/documents/b.txt", Body=b"changed")
    bucket.put_object(Key="media/documents/later.txt", Body=b"later")
    assert site.manage("restore", tmp_path / "site.zip").returncode == 1
    site.do("restore", tmp_path / "site.zip", "--replace")
    assert contents(bucket) == before


def test_a_bucket_is_put_back_where_the_rest_of_a_restore_fails(stored, bucket, tmp_path):
    for name in ("a", "b"):
        bucket.put_object(Key=f"media/documents/{name}.txt", Body=name.encode())
    before = contents(bucket)
    with archive.written(tmp_path / "site.zip") as writer:
        for name in ("b", "c"):
            part = tmp_path / name
            part.write_bytes(b"other")
            with part.open("rb") as file:
                writer.add(f"media/default/documents/{name}.txt", file)
        writer.finish({})
    parts = {"default": {f"documents/{name}.txt": f"media/default/documents/{name}.txt" for name in ("b", "c")}}
    seen = set()

    def fail():
        seen.update(contents(bucket))
        raise ZeroDivisionError

    with archive.opened(tmp_path / "site.zip") as found, suppress(ZeroDivisionError), media.exchanged(found, parts):
        fail()
    assert seen == {f"media/documents/{name}.txt" for name in "abc"}
    assert contents(bucket) == before
