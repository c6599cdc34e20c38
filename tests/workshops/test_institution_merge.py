"""Pages that name an institution follow it when it is merged into another, and one pixel is a picture too."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from qiao.accounts.api import merge_institutions, save_institution
from qiao.media.models import LibraryImage
from tests import factories

pytestmark = pytest.mark.django_db


def workshop(**fields):
    """A published workshop."""
    return factories.WorkshopPageFactory(parent=factories.home(), slug="workshop", **fields)


def test_a_workshop_that_names_the_merged_one_shows_the_one_that_stays(client):
    old = save_institution(key="old", country="UZ", names={"zh-hans": "旧名学院"})
    new = save_institution(key="new", country="UZ", names={"zh-hans": "新名大学"})
    page = workshop(partners=[{"type": "partner", "value": {"institution": old.pk, "role": "host"}}])
    assert "旧名学院" in client.get(page.get_url()).text

    merge_institutions(institution=old, into=new)

    shown = client.get(page.get_url()).text
    assert "新名大学" in shown
    assert "旧名学院" not in shown


def test_a_gallery_with_a_picture_of_one_pixel_is_shown(client):
    written = io.BytesIO()
    Image.new("RGB", (1, 1), "red").save(written, "PNG")
    image = LibraryImage.objects.create(
        title="点", file=SimpleUploadedFile("pixel.png", written.getvalue()), width=1, height=1
    )
    picture = {"image": {"image": image.pk, "decorative": False, "alt_text": "点"}, "caption": []}
    page = workshop(gallery=[{"type": "image", "value": picture}])
    assert 'alt="点"' in client.get(page.get_url()).text
