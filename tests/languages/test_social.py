"""What is shown where a link is shared: the tags of a page, and the card that is drawn for it."""

import io
import re
from html import unescape

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import override
from PIL import Image
from wagtail.models import PageViewRestriction

from qiao.languages import api, social
from qiao.languages.social import Card, fonts
from qiao.languages.social.drawing import LARGEST, draw
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def _no_fonts(settings, tmp_path):
    settings.QIAO_NODE_MODULES = tmp_path


@pytest.fixture
def covered(course):
    """The course with a red cover."""
    course.cover_image = factories.ImageFactory(file__width=800, file__height=600, file__color="red")
    course.save_revision().publish()
    return course


def tags(client, page):
    """{property: content, or a list of them} of a page."""
    found = {}
    text = client.get(page.url).content.decode()
    for name, value in re.findall(r'<meta (?:property|name)="([^"]+)"\s+content="([^"]*)"', text):
        found.setdefault(name, []).append(unescape(value))
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def card_path(client, page):
    """The path of a page's card."""
    return tags(client, page)["og:image"].removeprefix("http://testserver")


def picture(answer):
    """The picture of an answer."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    return Image.open(io.BytesIO(answer.content))


def has_colour(image, place, colour):
    """Whether a pixel is about of a colour."""
    return all(abs(one - other) < 40 for one, other in zip(image.getpixel(place), colour, strict=True))


def test_a_page_says_what_it_is(client, lesson, languages):
    lesson.search_description = "信号 & 进站"
    lesson.save_revision().publish()
    [translation] = api.submit(lesson, [languages["ru"]])
    api.publish(translation)
    found = tags(client, lesson)
    assert found["og:title"] == lesson.title
    assert found["og:description"] == "信号 & 进站"
    assert found["og:type"] == "article"
    assert found["og:url"] == f"http://testserver{lesson.url}"
    assert (found["og:locale"], found["og:locale:alternate"]) == ("zh_CN", "ru_RU")
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:image:alt"].startswith("进站信号机 · ")
    assert "铁路信号" in found["og:image:alt"]
    assert found["twitter:card"] == "summary_large_image"


def test_the_home_page_is_a_website(client, home):
    assert tags(client, home)["og:type"] == "website"


def test_every_language_of_the_site_has_a_territory(settings):
    codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    assert [code for code in codes if not re.fullmatch(rf"{code[:2]}_[A-Z]{{2}}", social.territory(code))] == []


def test_a_card_is_drawn_once_and_kept(client, lesson, monkeypatch):
    path = card_path(client, lesson)
    answer = client.get(path)
    assert picture(answer).size == (1200, 630)
    assert len(answer.content) <= LARGEST
    assert "public" in answer.headers["Cache-Control"]
    monkeypatch.setattr("qiao.languages.social.views.draw", lambda card: pytest.fail("it was drawn again"))
    assert client.get(path).content == answer.content


def test_a_new_title_gets_a_new_card_and_the_old_one_is_cleared_away(client, lesson):
    old = card_path(client, lesson)
    client.get(old)
    lesson.title = "出站信号机"
    lesson.save_revision().publish()
    new = card_path(client, lesson)
    assert new != old
    assert client.get(old).url == new
    assert client.get(new).status_code == 200
    assert len(default_storage.listdir(f"cards/{lesson.pk}")[1]) == 1


def test_a_card_that_cannot_be_stored_is_shown_all_the_same(client, lesson, settings, tmp_path):
    (tmp_path / "full").write_text("a file where a folder is wanted")
    path = card_path(client, lesson)
    settings.MEDIA_ROOT = tmp_path / "full" / "media"
    assert picture(client.get(path)).size == (1200, 630)


def test_a_page_view_draws_nothing_and_asks_nothing_more(client, lesson, django_assert_num_queries):
    page = type(lesson).objects.get(pk=lesson.pk)
    page.syllabus.course  # noqa: B018  (a lesson's page has loaded it)
    with django_assert_num_queries(0):
        assert social.card_of(page)
    assert not default_storage.exists("cards")


def test_the_card_of_a_private_page_is_not_found(client, lesson):
    path = card_path(client, lesson)
    client.get(path)
    PageViewRestriction.objects.create(page=lesson, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(path).status_code == 404


def test_the_card_of_a_draft_is_not_found(client, lesson):
    path = card_path(client, lesson)
    lesson.unpublish()
    assert client.get(path).status_code == 404


def test_a_card_is_found_in_its_own_language_alone(client, lesson):
    path = card_path(client, lesson)
    assert client.get(path.replace("/zh-hans/", "/ru/")).status_code == 404
    with override("zh-hans"):
        assert client.get(reverse("qiao_languages_card", args=[10**9, "x"])).status_code == 404


def test_a_cover_is_part_of_the_card(client, covered):
    image = picture(client.get(card_path(client, covered)))
    assert has_colour(image, (1000, 300), (255, 0, 0))
    assert not has_colour(image, (400, 30), (255, 0, 0))


@pytest.mark.usefixtures("_no_fonts")
def test_without_fonts_the_cover_is_the_card(client, covered):
    image = picture(client.get(card_path(client, covered)))
    assert has_colour(image, (100, 300), (255, 0, 0))


@pytest.mark.usefixtures("_no_fonts")
def test_without_fonts_and_cover_there_is_no_card(client, lesson):
    found = tags(client, lesson)
    assert "og:image" not in found
    assert found["twitter:card"] == "summary"
    with override("zh-hans"):
        assert client.get(reverse("qiao_languages_card", args=[lesson.pk, "x"])).status_code == 404


def test_a_cover_that_was_lost_leaves_the_words(client, covered):
    path = card_path(client, covered)
    default_storage.delete(covered.cover_image.file.name)
    assert has_colour(picture(client.get(path)), (1000, 300), (250, 248, 243))


@pytest.mark.parametrize(
    "text",
    [
        "进站信号机，（一）",
        "鐵路",
        "Приём поезда",
        "Қазақстан, ғ ү ұ ө һ",
        "ҳуҷҷатҳо, ӣ ӯ",
        "oʻzbek gʻ",
        "ең ң",
        "“RFID” · 5 %",
    ],
)
def test_the_fonts_write_the_languages_of_the_site(text):
    assert fonts.can_write(text)
    assert "".join(part for _font, part in fonts.runs(text, (fonts.SANS, fonts.SERIF), 40, 500)) == text


@pytest.mark.parametrize("text", ["اردو", "\U00031350", "ไทย"])
def test_what_the_fonts_lack_is_never_drawn_as_boxes(text):
    assert not fonts.can_write(text)
    assert fonts.runs(text, (fonts.SANS, fonts.SERIF), 40, 500) == []


@pytest.mark.parametrize(
    "card",
    [
        Card("停", "", "", "", ""),
        Card("信号" * 120, "поезд " * 60, "Урок · " + "дорога " * 40, "Qiao", ""),
        Card("", "x" * 250, "", "Qiao", ""),
        Card("（）。，、", "…", " ", "Qiao", ""),
    ],
)
def test_no_title_breaks_a_card_or_leaves_its_edges(card):
    drawn = draw(card)
    assert len(drawn) <= LARGEST
    image = Image.open(io.BytesIO(drawn))
    edge = image.crop((1200 - 70, 0, 1200, 470)).convert("L")
    assert edge.getextrema()[0] > 200


def test_a_page_without_a_description_is_told_by_how_its_text_begins(client, lesson):
    markup = client.get(lesson.get_url()).content.decode()
    [said] = re.findall('<meta name="description" content="(.*?)">', markup)
    assert said.startswith("认识进站信号机。")
    assert len(said) <= 155
    assert f'<meta property="og:description" content="{said}">' in markup


def test_what_an_editor_wrote_describes_the_page(client, lesson):
    lesson.search_description = "一课"
    lesson.save_revision().publish()
    assert '<meta name="description" content="一课">' in client.get(lesson.get_url()).content.decode()
