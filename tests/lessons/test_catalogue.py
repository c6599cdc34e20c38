"""The course index: filters, what they count, addresses that can be passed on, cost."""

import re
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from wagtail.models import PageViewRestriction, Site

from qiao.languages import api
from tests import factories

pytestmark = pytest.mark.django_db


def add(index, title, slug, *, lessons=1, **facts):
    """A course with lessons, published."""
    course = factories.CoursePageFactory(parent=index, title=title, slug=slug, outcomes=[], **facts)
    for number in range(lessons):
        factories.LessonPageFactory(parent=course, title=f"{title}{number}", slug=f"{slug}-{number}", body=[])
    return course


@pytest.fixture
def index(course):
    """Four courses: railway signalling at level 4 in 10 hours, two of logistics, one of farming that is open to all."""
    index = course.get_parent().specific
    add(index, "智慧物流", "logistics", field="smart-logistics", level=4, hours=16)
    add(index, "仓储实务", "warehouse", field="smart-logistics", level=2, entry_level=None, hours=24)
    add(index, "棉花灌溉", "irrigation", field="modern-agriculture", level=3, hours=None, lessons=2)
    return index


def read(client, index, query=""):
    """The answer, and its page as one line of HTML."""
    response = client.get(f"{index.url}{query}", headers={"accept-language": "zh-hans"})
    assert response.status_code == 200
    return response, re.sub(r"\s+", " ", response.content.decode())


def shown(text):
    """Slugs of the courses on the page, in order."""
    return re.findall(r'<a class="card" href="[^"]*/([\w-]+)/"', text)


def counts(text, name):
    """{label: (count, chosen)} of one filter."""
    block = re.search(rf'<ul aria-labelledby="filter-{name}">(.*?)</ul>', text)[1]
    found = {}
    for item in block.split("<li>")[1:]:
        label = strip_tags(re.search(r'<bdi class="label"[^>]*>(.*?)</bdi>', item)[1])
        count = int(re.search(r'class="count"[^>]*>(\d+)<', item)[1])
        found[label] = (count, 'aria-current="true"' in item)
    return found


def links(text, name):
    """{label: address} of the choices of one filter that are links."""
    block = re.search(rf'<ul aria-labelledby="filter-{name}">(.*?)</ul>', text)[1]
    return {
        strip_tags(label): address.replace("&amp;", "&")
        for address, label in re.findall(r'<a href="([^"]+)".*?<bdi[^>]*>(.*?)</bdi>', block)
    }


class TestChoosing:
    def test_without_a_filter_all_courses_stand_in_the_order_of_the_tree(self, client, index):
        _response, text = read(client, index)
        assert shown(text) == ["railway-signalling", "logistics", "warehouse", "irrigation"]
        assert 'name="robots"' not in text

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("?field=smart-logistics", ["logistics", "warehouse"]),
            ("?level=2&level=3", ["warehouse", "irrigation"]),
            ("?field=smart-logistics&level=4", ["logistics"]),
            ("?hours=1-10", ["railway-signalling"]),
            ("?hours=11-20", ["logistics"]),
            ("?hours=21-", ["warehouse"]),
            ("?hours=1-10&hours=21-&level=4", ["railway-signalling"]),
            ("?field=modern-agriculture&hours=1-10", []),
            ("?level=9", []),
        ],
    )
    def test_values_of_a_filter_widen_and_filters_narrow(self, client, index, query, expected):
        assert shown(read(client, index, query)[1]) == expected

    @pytest.mark.parametrize(
        "query",
        [
            "?field=astronomy", "?level=99", "?level=", "?level=4.0", "?level=%00", "?level=-1", "?hours=10",
            "?language=xx", "?field[]=general", "?field=%F0%9F%98%80", "?" + "level=a&" * 500, "?utm_source=mail",
            "?&&=", "?nothing=1", "?level=%27%20OR%201=1--", "?field=<script>alert(1)</script>",
        ],
    )  # fmt: skip
    def test_what_is_unknown_is_passed_over(self, client, index, query):
        _response, text = read(client, index, query)
        assert len(shown(text)) == 4
        assert 'class="chips"' not in text
        assert "<script>alert" not in text

    def test_what_is_unknown_leaves_the_rest_of_the_address_as_it_is(self, client, index):
        assert shown(read(client, index, "?level=99&field=smart-logistics&level=2&level=2")[1]) == ["warehouse"]

    def test_drafts_and_private_courses_are_neither_shown_nor_counted(self, client, index):
        add(index, "草稿", "draft", field="smart-logistics", level=4).unpublish()
        private = add(index, "内部", "private", field="smart-logistics", level=4)
        PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
        _response, text = read(client, index, "?field=smart-logistics")
        assert shown(text) == ["logistics", "warehouse"]
        assert counts(text, "field")["智慧物流"] == (2, True)


class TestCounts:
    def test_each_choice_says_how_many_courses_it_gives(self, client, index):
        _response, text = read(client, index)
        assert counts(text, "level") == {"HSK 2": (1, False), "HSK 3": (1, False), "HSK 4": (2, False)}
        assert [count for count, _chosen in counts(text, "hours").values()] == [1, 1, 1]

    def test_counts_keep_the_other_filters_and_drop_their_own(self, client, index):
        _response, text = read(client, index, "?field=smart-logistics&level=4")
        assert counts(text, "level") == {"HSK 2": (1, False), "HSK 3": (0, False), "HSK 4": (1, True)}
        assert sorted(count for count, _chosen in counts(text, "field").values()) == [0, 1, 1]

    def test_every_link_gives_as_many_courses_as_it_says(self, client, index):
        """A chosen link takes its value away, so that is left out."""
        for query in ("", "?field=smart-logistics", "?level=4", "?level=3&hours=21-"):
            _response, text = read(client, index, query)
            for name in re.findall(r'aria-labelledby="filter-(\w+)"', text):
                chosen = any(chosen for _count, chosen in counts(text, name).values())
                for label, address in links(text, name).items():
                    if not chosen:
                        found = shown(read(client, index, address.removeprefix(index.url))[1])
                        assert len(found) == counts(text, name)[label][0], (query, name, label)

    def test_a_choice_that_gives_nothing_is_no_link(self, client, index):
        _response, text = read(client, index, "?field=smart-logistics")
        assert "HSK 3" not in links(text, "level")

    def test_a_course_alone_has_nothing_to_filter(self, client, course):
        _response, text = read(client, course.get_parent())
        assert 'class="filters"' not in text


class TestAddresses:
    def test_a_choice_has_one_address_whatever_led_to_it(self, client, index):
        by_field = links(read(client, index, "?field=smart-logistics")[1], "level")["HSK 4"]
        by_level = links(read(client, index, "?level=4")[1], "field")["智慧物流"]
        assert by_field == by_level == f"{index.url}?field=smart-logistics&level=4"

    def test_each_chosen_filter_is_taken_away_by_its_own_link_and_all_by_one(self, client, index):
        _response, text = read(client, index, "?level=4&field=smart-logistics")
        chips = re.search(r'<ul class="chips".*?</ul>', text)[0]
        addresses = [address.replace("&amp;", "&") for address in re.findall(r'href="([^"]+)"', chips)]
        assert addresses == [f"{index.url}?level=4", f"{index.url}?field=smart-logistics", index.url]

    def test_a_filtered_list_says_in_its_title_what_it_is_and_is_kept_out_of_search_engines(self, client, index):
        _response, text = read(client, index, "?level=4")
        assert "· HSK 4" in re.search(r"<title>(.*?)</title>", text)[1]
        assert '<meta name="robots" content="noindex, follow">' in text
        assert f'<link rel="canonical" href="http://testserver{index.url}">' in text

    def test_the_list_without_filters_is_kept_and_never_given_for_a_filtered_one(
        self, client, index, settings, tmp_path
    ):
        memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "kept-catalogue"}
        settings.CACHES = {"default": settings.CACHES["default"], "pages": memory}
        settings.QIAO_PAGECACHE_STAMP = tmp_path / "generation"
        read(client, index)
        with CaptureQueriesContext(connection) as captured:
            kept, _text = read(client, index)
        assert len(captured) == 0
        assert "ETag" in kept.headers
        assert shown(read(client, index, "?level=2")[1]) == ["warehouse"]
        assert len(shown(read(client, index)[1])) == 4


class TestNothingFits:
    def test_the_page_names_the_filter_to_drop(self, client, index):
        _response, text = read(client, index, "?field=modern-agriculture&hours=1-10&level=3")
        box = re.search(r'<div class="empty">.*?</div>', text)[0]
        addresses = [address.replace("&amp;", "&") for address in re.findall(r'href="([^"]+)"', box)]
        assert addresses == [f"{index.url}?field=modern-agriculture&level=3", index.url]

    def test_where_no_single_one_helps_all_are_dropped(self, client, index):
        _response, text = read(client, index, "?level=9&hours=1-10&field=modern-agriculture")
        box = re.search(r'<div class="empty">.*?</div>', text)[0]
        assert re.findall(r'href="([^"]+)"', box) == [index.url]


class TestLanguages:
    @pytest.fixture
    def russian(self, index, languages):
        """The course of signalling can be read in Russian; that of logistics has a page there and no lesson."""
        [translation] = api.submit(index, [languages["ru"]])
        api.publish(translation)
        for slug, with_lessons in (("railway-signalling", True), ("logistics", False)):
            course = index.get_children().get(slug=slug).specific
            for page in [course, *(course.get_children().specific() if with_lessons else [])]:
                [translation] = api.submit(page, [languages["ru"]])
                api.publish(translation)
        return index

    def test_a_language_counts_what_can_be_read_in_it_now(self, client, russian):
        _response, text = read(client, russian)
        assert counts(text, "language") == {"简体中文": (4, False), "Русский": (1, False)}
        assert shown(read(client, russian, "?language=ru")[1]) == ["railway-signalling"]

    def test_a_language_that_is_no_longer_offered_is_none(self, client, russian):
        course = russian.get_children().get(slug="railway-signalling").specific
        course.offered = ["kk"]
        course.save_revision().publish()
        assert shown(read(client, russian, "?language=ru")[1]) == []

    def test_the_card_names_the_languages_in_themselves(self, client, russian):
        _response, text = read(client, russian, "?field=railway-signalling")
        card = re.search(r'<a class="card".*?</a>', text)[0]
        assert re.findall(r'<li lang="([\w-]+)">', card) == ["zh-hans", "ru"]

    def test_the_index_of_a_language_has_the_same_filters(self, client, russian):
        index = russian.get_translations().get(locale__language_code="ru").specific
        response = client.get(f"{index.url}?level=4&language=ru", headers={"accept-language": "ru"})
        assert shown(response.content.decode()) == ["railway-signalling"]


class TestReading:
    def test_everything_is_a_link_that_needs_no_script(self, client, index):
        _response, text = read(client, index, "?level=4")
        catalogue = re.search(r'<div class="catalogue">.*</main>', text)[0]
        assert not re.search(r"<(script|button|input|select|form)|\son\w+=", catalogue)
        assert "<summary>" in catalogue

    def test_headings_come_in_order(self, client, index):
        _response, text = read(client, index, "?level=4")
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", text)]
        assert levels[0] == 1
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels))

    def test_a_card_says_what_the_course_is(self, client, index):
        _response, text = read(client, index, "?field=modern-agriculture")
        card = strip_tags(re.search(r'<a class="card".*?</a>', text)[0])
        assert "棉花灌溉" in card
        assert "HSK 3" in card


def test_queries_do_not_grow_with_the_number_of_courses(client, index):
    def queries(query):
        client.get(f"{index.url}{query}")
        cache.clear()
        Site.clear_site_root_paths_cache()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{index.url}{query}").status_code == 200
        return len(captured)

    add(index, "带封面", "with-cover", cover_image=factories.ImageFactory())
    before = queries(""), queries("?level=4&language=zh-hans")
    for number in range(12):
        add(
            index,
            f"课程{number}",
            f"more-{number}",
            level=number % 6 + 1,
            entry_level=None,
            cover_image=factories.ImageFactory(),
        )
    assert (queries(""), queries("?level=4&language=zh-hans")) == before
    assert max(before) <= 25
