"""The resource library: what each resource offers, search, filters, addresses that can be passed on, cost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from django.utils.translation import gettext

from qiao.media.models import Track
from tests.workshops import filled
from tests.workshops.filled import label, said, words
from workshops import models

pytestmark = pytest.mark.django_db

ALBUM, FILM, COURSE, LINK, SHEET = "信号机图册", "钻井录像", "铁路信号课程", "世界铁路", "工作表"
ALL = [ALBUM, FILM, COURSE, LINK, SHEET]


@pytest.fixture
def library(index, filling):
    """Five resources: an album and a sheet, a film, a course, an address."""
    return filled.make(models.ResourceLibraryPage, index, slug="library", **filling.fields(models.ResourceLibraryPage))


def titles(html):
    """Chinese titles of the resources on the page, in order."""
    found = re.findall(r'<h3 class="bilingual" id="r-[^"]+">(.*?)</h3>', html)
    return [words(re.sub(r'<span class="tr".*?</span>', "", title)).strip() for title in found]


def resource(html, title):
    """The part of the page about one resource."""
    found = re.findall(r'<li class="resource".*?</p> </li>', html)
    return next(part for part in found if titles(part) == [title])


def choices(html, name):
    """{label: (count, address)} of one filter."""
    block = re.search(rf'<ul aria-labelledby="filter-{name}">(.*?)</ul>', html)[1]
    found = {}
    for each in block.split("<li>")[1:]:
        address = re.search(r'href="([^"]+)"', each)
        chosen = strip_tags(re.search(r'<bdi class="label"[^>]*>(.*?)</bdi>', each)[1])
        count = int(re.search(r'class="count"[^>]*>(\d+)<', each)[1])
        found[chosen] = (count, address and address[1].replace("&amp;", "&"))
    return found


def kind(word):
    """What the page calls a type of resource."""
    return said(word, context="resource")


class TestResources:
    def test_each_is_fetched_in_its_own_way(self, library, filling, course, shown):
        html = shown(library)
        assert titles(html) == ALL
        album = resource(html, ALBUM)
        assert album.count(f'href="{filling.document.url}"') == 2
        assert "PDF · 19.5" in words(album)
        sheet = resource(html, SHEET)
        assert sheet.count("<a ") == 1
        assert f'href="{filling.sheet.url}" download' in sheet
        film = resource(html, FILM)
        assert 'preload="none"' in film
        assert f'href="{filling.film.url}" download' in film
        assert f'href="{course.url}"' in resource(html, COURSE)
        link = resource(html, LINK)
        assert 'href="https://rail.example.org/library" rel="noopener"' in link
        assert "rail.example.org ↗" in words(link)

    def test_a_course_is_that_of_the_readers_language_or_says_that_there_is_none(
        self, library, index, course, languages, shown
    ):
        filled.translated(index, languages["ru"])
        russian = filled.translated(library, languages["ru"])
        assert said("The course is not published in this language yet.", "ru") in resource(shown(russian), COURSE)
        filled.translated(course.get_parent().specific, languages["ru"])
        there = filled.translated(course, languages["ru"])
        assert f'href="{there.url}"' in resource(shown(russian), COURSE)

    def test_a_file_that_was_deleted_says_so(self, library, filling, shown):
        filling.sheet.delete()
        filling.film.delete()
        html = shown(library, "?anew")
        assert said("The file is missing.") in resource(html, SHEET)
        assert said("The file is missing.") in resource(html, FILM)

    def test_an_empty_library_says_so(self, index, shown):
        assert said("The library has no resource yet.") in shown(filled.make(models.ResourceLibraryPage, index))


class TestSearch:
    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ("信号", [ALBUM, COURSE]), ("号机", [ALBUM]), ("图片", [ALBUM]), ("铁路", [COURSE, LINK]),
            ("tielu", [COURSE, LINK]), ("xìn hào", [ALBUM, COURSE]), ("XINHAO", [ALBUM, COURSE]),
            ("信号 图册", [ALBUM]), ("飞机", []), ("  钻井  ", [FILM]), ("", ALL), ("   ", ALL),
        ],
    )  # fmt: skip
    def test_chinese_is_found_by_any_part_and_by_pinyin(self, library, shown, q, expected):
        assert titles(shown(library, f"?q={q}")) == expected

    def test_the_readers_language_is_searched_whatever_the_letters(self, library, index, languages, shown):
        filled.translated(index, languages["ru"])
        page = filled.translated(library, languages["ru"])
        block = page.resources[3]
        block.value["title"] = [{**block.value["title"][0], "translation": "Железные дороги мира"}]
        page.save_revision().publish()
        for q in ("железные", "ДОРОГИ", "дорога", "мира железных"):
            assert titles(shown(page, f"?q={q}")) == [LINK], q

    def test_what_holds_no_word_says_so(self, library, shown):
        html = shown(library, "?q=%3F%3F")
        assert titles(html) == []
        assert gettext("There is no word in that: type hanzi, pinyin or a word of your language.") in html

    def test_the_search_stands_in_its_box_and_harms_nothing(self, library, shown):
        html = shown(library, '?q="><script>alert(1)</script>')
        assert "<script>alert" not in html
        assert 'value="&quot;&gt;&lt;script&gt;' in html
        assert len(re.search(r'name="q" value="([^"]*)"', shown(library, f"?q={'a' * 5000}"))[1]) == 100

    def test_searching_keeps_the_filters_and_filtering_the_search(self, library, shown):
        html = shown(library, "?type=document&q=信号")
        assert titles(html) == [ALBUM]
        assert '<input type="hidden" name="type" value="document">' in html
        address = choices(shown(library, "?q=信号"), "type")[kind("course")][1]
        assert titles(shown(library, address[address.index("?") :])) == [COURSE]


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("?field=railway-signalling", [ALBUM, COURSE]), ("?level=3", [ALBUM]),
            ("?level=3&level=4", [ALBUM, COURSE]),
            ("?language=zh-hans", [ALBUM, COURSE]), ("?language=en", [SHEET]), ("?type=video&type=link", [FILM, LINK]),
            ("?field=railway-signalling&type=course", [COURSE]), ("?type=link&level=3", []),
            ("?type=song&level=x", ALL),
        ],
    )  # fmt: skip
    def test_values_widen_and_filters_narrow(self, library, shown, query, expected):
        assert titles(shown(library, query)) == expected

    def test_each_choice_says_how_many_it_gives(self, library, shown):
        html = shown(library, "?field=railway-signalling")
        assert {name: count for name, (count, _url) in choices(html, "type").items()} == {
            kind("document"): 1, kind("video"): 0, kind("course"): 1, kind("link"): 0,
        }  # fmt: skip
        assert choices(html, "type")[kind("link")][1] is None

    def test_what_fits_nothing_shows_ways_out(self, library, shown):
        html = shown(library, "?type=link&level=3")
        assert said("No resource fits all of these filters.") in html
        ways = re.search(r'<ul class="ways-out">(.*?)</ul>', html)[1]
        assert re.findall(r'href="([^"]+)"', ways) == [
            f"{library.url}?type=link",
            f"{library.url}?level=3",
            library.url,
        ]

    def test_filtered_pages_are_not_for_search_engines(self, library, client):
        assert 'name="robots"' in client.get(f"{library.url}?level=3").content.decode()
        assert 'name="robots"' in client.get(f"{library.url}?q=信号").content.decode()
        assert 'name="robots"' not in client.get(library.url).content.decode()


def test_a_resource_whose_type_is_left_out_is_left_out(index, client):
    resource = {"title": label("生词表"), "kind": None}
    library = filled.make(models.ResourceLibraryPage, index, resources=filled.stream("resource", resource))
    response = client.get(library.url)
    assert response.status_code == 200
    assert '<li class="resource"' not in response.text


class TestCost:
    def test_200_resources_cost_no_more_queries_than_five(self, index, filling, client):
        def queries(slug, times):
            fields = filling.fields(models.ResourceLibraryPage)
            resources = []
            for number in range(times):
                for block in fields["resources"]:
                    value = dict(block["value"])
                    if value["video"]:
                        value["video"] = film(number)
                    if value["document"]:
                        value["document"] = filled.document(name=f"{slug}-{number}.pdf", size=10).pk
                    resources.append({"type": "resource", "value": value | {"title": label(f"第{number}个资源")}})
            page = filled.make(models.ResourceLibraryPage, index, slug=slug, **fields | {"resources": resources})
            client.get(f"{page.url}?level=")
            with CaptureQueriesContext(connection) as captured:
                response = client.get(f"{page.url}?q=资源")
            assert response.content.decode().count('<li class="resource"') == 5 * times
            return len(captured)

        def film(number):
            made = filled.film(name=f"film-{number}.webm")
            Track.objects.create(media=made, language="ru", kind="subtitles", file=f"tracks/{number}.vtt")
            return made.pk

        assert queries("many", 40) == queries("few", 1) <= 25
