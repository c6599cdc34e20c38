"""Pictures of pages: light, in the widths of the layout, and no trouble where their file is gone."""

import io
import os
import re
from html import unescape

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from wagtail.models import Site

from qiao.bilingual import sentences
from qiao.bilingual.weight import HEAVIEST
from qiao.media.models import LibraryImage, LibraryMedia
from tests import factories

pytestmark = pytest.mark.django_db


def stored(picture, name="picture.png", title="红灯", **options):
    """A picture in the library."""
    return LibraryImage.objects.create(title=title, file=ImageFile(io.BytesIO(data(picture, **options)), name=name))


def data(picture, form="PNG", **options):
    """The bytes of a picture's file."""
    written = io.BytesIO()
    picture.save(written, form, **options)
    return written.getvalue()


def plain(width=2000, height=1000, colour="red"):
    """A picture of one colour."""
    return Image.new("RGB", (width, height), colour)


def noise(width, height):
    """The heaviest picture of its size: every pixel is chance."""
    return Image.frombytes("RGB", (width, height), os.urandom(width * height * 3))


def block(image, alt="进站信号机的红灯", kind="image"):
    """The stored form of a block with a picture."""
    shown = {"image": image.pk, "decorative": False, "alt_text": alt}
    callout = {"label": sentences.build_label("红灯"), "text": [], "x": 50, "y": 50}
    step = {"text": sentences.build("确认信号。"), "tools": [], "image": shown, "safety": []}
    value = {
        "image": {"image": shown, "caption": []},
        "callouts": {"image": shown, "caption": [], "callouts": [{"type": "item", "id": "1", "value": callout}]},
        "procedure": {"heading": [], "steps": [{"type": "item", "id": "2", "value": step}]},
    }
    return {"type": kind, "value": value[kind]}


def images_of(client, page):
    """The attributes of each <img> that a page loads."""
    text = client.get(page.url).content.decode()
    return [
        {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        for tag in re.findall(r'<img [^>]*src="[^>]*>', text)
    ]


def lesson(course, *blocks):
    """A lesson of these blocks."""
    return factories.LessonPageFactory(parent=course, title="图", slug="pictures", body=list(blocks))


class TestMarkup:
    @pytest.mark.parametrize("kind", ["image", "callouts", "procedure"])
    def test_a_picture_comes_in_the_widths_of_the_layout(self, client, course, kind):
        [shown] = images_of(client, lesson(course, block(stored(plain()), kind=kind)))
        assert [each.split()[1] for each in shown["srcset"].split(", ")] == ["400w", "800w", "1200w", "1600w"]
        assert all(each.split()[0].endswith(".webp") for each in shown["srcset"].split(", "))
        assert re.fullmatch(r"\(min-width: \d+rem\) \d+rem, calc\(100vw - 2rem\)", shown["sizes"])
        assert (shown["width"], shown["height"]) == ("1600", "800")
        assert (shown["loading"], shown["decoding"], shown["alt"]) == ("lazy", "async", "进站信号机的红灯")

    def test_a_small_picture_is_not_made_larger(self, client, course):
        [shown] = images_of(client, lesson(course, block(stored(plain(300, 200)))))
        assert (shown["width"], shown["height"]) == ("300", "200")
        assert "srcset" not in shown

    def test_the_largest_width_is_that_of_the_picture(self, client, course):
        [shown] = images_of(client, lesson(course, block(stored(plain(1000, 500)))))
        assert [each.split()[1] for each in shown["srcset"].split(", ")] == ["400w", "800w", "1000w"]

    def test_a_cover_is_cut_around_its_focal_point_and_loaded_at_once(self, client, course):
        picture = plain(1000, 3000, "red")
        picture.paste("blue", (0, 2000, 1000, 3000))
        image = stored(picture)
        LibraryImage.objects.filter(pk=image.pk).update(
            focal_point_x=500, focal_point_y=2600, focal_point_width=100, focal_point_height=100
        )
        course.cover_image = image
        course.save_revision().publish()
        for page in (course, course.get_parent()):
            [shown] = images_of(client, page)
            assert [each.split()[1] for each in shown["srcset"].split(", ")] == ["400w", "800w", "1000w"]
            assert shown["fetchpriority"] == "high"
            assert "loading" not in shown
            assert shown["alt"] == ""
        with image.renditions.get(filter_spec__startswith="fill-400").file.open() as file:
            red, _green, blue = Image.open(file).convert("RGB").getpixel((200, 112))
        assert blue > 200 > red

    def test_a_text_with_html_in_it_stays_text(self, client, course):
        page = lesson(course, block(stored(plain(300, 200)), alt='"><script>alert(1)</script>'))
        assert "<script>alert" not in client.get(page.url).content.decode()


class TestWeight:
    @pytest.mark.parametrize("kind", ["image", "callouts", "procedure"])
    def test_nothing_that_a_page_loads_is_heavier_than_200_kilobytes(self, client, course, kind):
        photograph = stored(noise(6000, 4000), "photo.jpg", form="JPEG", quality=95)
        [shown] = images_of(client, lesson(course, block(photograph, kind=kind)))
        made = list(photograph.renditions.all())
        assert len(made) == 4
        assert max(each.file.size for each in made) <= HEAVIEST
        assert photograph.file.url not in str(shown)

    def test_a_flat_drawing_keeps_every_pixel(self, client, course):
        drawing = plain(800, 400, "white")
        for place in range(0, 800, 16):
            drawing.paste("navy", (place, 100, place + 3, 300))
        image = stored(drawing)
        images_of(client, lesson(course, block(image)))
        with image.renditions.get(filter_spec__startswith="width-800").file.open() as file:
            assert Image.open(file).convert("RGB").tobytes() == drawing.tobytes()

    def test_where_a_photograph_was_taken_stays_with_us(self, client, course):
        exif = Image.Exif()
        exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 49.0, 30.0)})
        image = stored(noise(900, 600), "photo.jpg", form="JPEG", exif=exif)
        images_of(client, lesson(course, block(image)))
        for made in image.renditions.all():
            with made.file.open() as file:
                assert not Image.open(file).getexif()

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
    def test_every_kind_of_picture_is_shown(self, client, course, mode):
        grey = plain(900, 500).convert("L")
        image = stored(Image.new("I;16", (900, 500)) if mode == "I;16" else grey.convert(mode))
        [shown] = images_of(client, lesson(course, block(image)))
        assert shown["width"] == "900"


class TestGone:
    @pytest.mark.parametrize("kind", ["image", "callouts", "procedure"])
    @pytest.mark.parametrize("damage", ["gone", "emptied"])
    def test_the_text_stands_in_for_a_picture_without_its_file(self, client, course, kind, damage):
        image = stored(plain())
        if damage == "gone":
            os.unlink(image.file.path)
        else:
            os.truncate(image.file.path, 0)
        response = client.get(lesson(course, block(image, kind=kind)).url)
        assert response.status_code == 200
        assert '<span class="no-picture">进站信号机的红灯</span>' in response.content.decode()

    def test_a_card_without_the_file_of_its_cover_shows_its_sign(self, client, course):
        course.cover_image = stored(plain())
        course.save_revision().publish()
        os.unlink(course.cover_image.file.path)
        text = client.get(course.get_parent().url).content.decode()
        assert 'class="card-sign"' in text
        assert client.get(course.url).status_code == 200


class TestCost:
    def test_queries_do_not_grow_with_the_pictures_of_a_plain_page(self, client, home):
        counts = {}
        for count in (1, 8):
            body = [block(stored(plain(500, 300))) for _number in range(count)]
            page = factories.ContentPageFactory(parent=home, title=f"图{count}", slug=f"plain-{count}", body=body)
            client.get(page.url)
            cache.clear()
            Site.clear_site_root_paths_cache()
            with CaptureQueriesContext(connection) as captured:
                assert len(images_of(client, page)) == count
            counts[count] = len(captured)
        assert counts[1] == counts[8] <= 25


class TestUpload:
    @pytest.fixture
    def add(self, client, person):
        """Upload a picture as an editor does; returns the answer."""
        client.force_login(person("zh-hans"))

        def post(name, content):
            form = {"title": "图", "file": SimpleUploadedFile(name, content), "focal_point_x": ""}
            return client.post(reverse("wagtailimages:add"), form)

        return post

    @pytest.mark.parametrize(("name", "form"), [("a.gif", "GIF"), ("a.webp", "WEBP")])
    def test_a_picture_that_moves_is_refused(self, add, name, form):
        content = data(plain(50, 50), form=form, save_all=True, append_images=[plain(50, 50, "blue")])
        assert "This picture moves" in add(name, content).content.decode()
        assert not LibraryImage.objects.filter(title="图").exists()

    def test_a_gif_that_stands_still_and_a_photograph_of_several_sizes_are_taken(self, add):
        add("a.gif", data(plain(50, 50), form="GIF"))
        add("b.jpg", data(plain(50, 50), form="MPO", save_all=True, append_images=[plain(50, 50)]))
        assert LibraryImage.objects.filter(title="图").count() == 2

    def test_a_heavy_picture_before_a_film_is_refused_and_never_loaded(self, client, course):
        film = LibraryMedia(
            title="片", type="video", duration=1, file=ContentFile(b"x", name="film.mp4"),
            thumbnail=ContentFile(b"x" * 200_001, name="poster.png"),
        )  # fmt: skip
        with pytest.raises(Exception, match="at most 200 KB"):
            film.clean()
        film.save()
        value = {"title": sentences.build_label("列车"), "video": film.pk, "transcript": []}
        page = lesson(course, {"type": "video", "value": value})
        assert "poster" not in re.search(r"<video[^>]*>", client.get(page.url).content.decode())[0]
