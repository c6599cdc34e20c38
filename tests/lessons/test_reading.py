"""What a reader gets: the page, its languages, its addresses, its cost."""

import gzip
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction, Site

from lessons.models import LessonPage
from qiao.bilingual import sentences
from qiao.languages import api
from qiao.media.models import LibraryMedia
from tests import factories

pytestmark = pytest.mark.django_db


def read(client, url, language="ru", **headers):
    """A page's answer and its text."""
    response = client.get(url, headers={"accept-language": language, **headers})
    return response, re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def russian(lesson, languages):
    """The lesson in Russian with a single sentence translated."""
    [translation] = api.submit(lesson, [languages["ru"]])
    segment = translation.source.stringsegment_set.get(string__data="进站信号机设在车站入口。")
    segment.string.translations.create(
        locale=languages["ru"], context=segment.context, data="Входной светофор стоит на входе станции."
    )
    return api.publish(translation)


class TestLesson:
    def test_chinese_stands_beside_the_reader_s_language(self, client, russian):
        response, text = read(client, russian.url)
        assert response.status_code == 200
        assert '<html lang="ru" dir="ltr"' in text
        assert "Входной светофор стоит на входе станции." in text
        assert re.search(r'<p class="zh" lang="zh-Hans"[^>]*><ruby>进<rp>\(</rp><rt[^>]*>jìn</rt>', text)

    def test_what_is_not_translated_is_marked_and_never_shown_twice(self, client, russian):
        _response, text = read(client, russian.url)
        plain = re.sub(r"<rt.*?</rt>|<rp>.*?</rp>|<[^>]+>", "", text)
        assert plain.count("红灯亮时，列车必须停车。") == 1
        assert 'class="tr untranslated"' in text

    def test_the_chinese_page_has_no_translations(self, client, lesson):
        _response, text = read(client, lesson.url, "zh-hans")
        assert not re.search(r'class="tr[ "]', text)
        assert '<html lang="zh-Hans" dir="ltr"' in text

    def test_the_four_modes_are_offered_without_a_request(self, client, russian):
        _response, text = read(client, russian.url)
        assert re.findall(r'name="reading"[^>]*value="(\w+)"', text) == ["hanzi", "pinyin", "beside", "touch"]

    def test_an_unreviewed_lesson_says_so(self, client, lesson, languages):
        [translation] = api.submit(lesson, [languages["en"]])
        _response, text = read(client, api.publish(translation).url)
        assert "Sample, not reviewed by a qualified instructor." in text

    def test_previous_and_next_follow_the_tree(self, client, course, lesson):
        module = factories.ModulePageFactory(parent=course, title="模块", slug="module")
        following = factories.LessonPageFactory(parent=module, title="下一课", slug="next", body=[])
        _response, text = read(client, lesson.url, "zh-hans")
        assert f'href="{following.url}"' in text
        _response, text = read(client, following.url, "zh-hans")
        assert f'href="{lesson.url}"' in text

    def test_drafts_of_a_course_are_not_in_its_outline(self, client, course, lesson):
        draft = factories.LessonPageFactory(parent=course, title="未发布的课", slug="draft", body=[])
        draft.unpublish()
        _response, text = read(client, lesson.url, "zh-hans")
        assert "draft" not in re.findall(r'href="[^"]*/([\w-]+)/"', text)

    def test_headings_come_in_order(self, client, russian):
        _response, text = read(client, russian.url)
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", text)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels))

    def test_a_lesson_outside_a_module_and_an_empty_course_are_shown(self, client, course):
        empty = factories.CoursePageFactory(parent=course.get_parent(), title="空课程", slug="empty", outcomes=[])
        response, _text = read(client, empty.url, "zh-hans")
        assert response.status_code == 200

    def test_html_typed_into_any_field_is_shown_as_text(self, client, course, languages):
        evil = "<script>alert(1)</script>红灯"
        body = factories.lesson_body(text=evil, terms=[factories.TermFactory(hanzi=evil, meaning=evil, pinyin="")])
        body[1]["value"]["lines"] = sentences.build(f"司机<b>：{evil}", dialogue=True)
        body[5]["value"]["image"]["alt_text"] = f'"{evil}'
        for block in body[:6]:
            if "heading" in block["value"]:
                block["value"]["heading"] = sentences.build_label(evil)
        lesson = factories.LessonPageFactory(
            parent=course, title=evil, slug="evil", seo_title=evil, search_description=f'">{evil}', body=body,
            objectives=sentences.build(evil), summary=sentences.build(evil),
        )  # fmt: skip
        [translation] = api.submit(lesson, [languages["ru"]])
        for page, language in ((lesson, "zh-hans"), (api.publish(translation), "ru")):
            _response, text = read(client, page.url, language)
            assert "<script>alert" not in text
            assert "&lt;script&gt;alert(1)" in text

    @pytest.mark.parametrize("text", ["😀👩‍🏫很好。", "𰻝𰻝面很好吃。", "RFID读H₂S，3.5米！", "。。。", "abc"])
    def test_unusual_text_is_shown_whole(self, client, course, text):
        lesson = factories.LessonPageFactory(
            parent=course, title="奇怪的课", slug="odd", body=[factories.text_block(text)]
        )
        response, page = read(client, lesson.url, "zh-hans")
        shown = re.sub(r"<rt.*?</rt>|<rp>.*?</rp>|<[^>]+>", "", page)
        assert response.status_code == 200
        assert text in shown


class TestLanguages:
    def test_the_switch_stays_on_the_same_lesson(self, client, russian, lesson):
        _response, text = read(client, russian.url)
        assert f'href="{lesson.url}"' in text
        assert f'href="{lesson.url.replace("/zh-hans/", "/kk/")}"' in text

    def test_alternates_and_canonical_name_only_what_is_live(self, client, russian, lesson):
        _response, text = read(client, russian.url)
        alternates = dict(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)"', text))
        assert set(alternates) == {"zh-hans", "ru", "x-default"}
        canonical = re.search(r'<link rel="canonical" href="([^"]+)"', text)[1]
        assert canonical == alternates["ru"] == f"http://testserver{russian.url}"

    def test_the_sitemap_lists_every_language_with_its_alternates(self, client, russian, lesson):
        text = client.get("/sitemap.xml").content.decode()
        assert text.count(f"<loc>{russian.full_url}</loc>") == 1
        assert text.count(f"<loc>{lesson.full_url}</loc>") == 1
        assert f'hreflang="ru" href="{russian.full_url}"' in text

    def test_a_page_that_a_language_lacks_offers_those_that_have_it(self, client, russian, lesson):
        response, text = read(client, lesson.url.replace("/zh-hans/", "/kk/"), "en, ru;q=0.9, zh-hans;q=0.8")
        assert response.status_code == 200
        assert '<html lang="kk"' in text
        assert "noindex" in text
        main = text[text.index("<main") :]
        assert 0 < main.index(russian.url) < main.index(lesson.url)

    def test_the_offer_comes_without_pages_that_are_not_public(self, client, russian, lesson):
        PageViewRestriction.objects.create(page=russian, restriction_type=PageViewRestriction.LOGIN)
        _response, text = read(client, lesson.url.replace("/zh-hans/", "/kk/"))
        main = text[text.index("<main") :]
        assert russian.url not in main
        assert lesson.url in main

    @pytest.mark.parametrize("prefix", ["de", "fr-CA"])
    def test_an_unknown_language_offers_those_that_there_are(self, client, lesson, prefix):
        response, text = read(client, f"/{prefix}{lesson.url.removeprefix('/zh-hans')}")
        assert response.status_code == 200
        assert lesson.url in text

    @pytest.mark.parametrize("path", ["/ru/faq/", "/kk/zzz/", "/zzz/"])
    def test_a_short_slug_is_no_language(self, client, lesson, path):
        response = client.get(path, follow=True, headers={"accept-language": "ru"})
        assert response.status_code == 404

    def test_a_reader_whose_language_has_the_page_is_led_there(self, client, russian):
        response = client.get(russian.url.replace("/ru/", "/de/"), headers={"accept-language": "ru"})
        assert (response.status_code, response.url) == (302, russian.url)

    @pytest.mark.parametrize("prefix", ["zh-cn", "zh_Hans", "ZH-HANS", "ru-RU"])
    def test_another_spelling_of_a_language_is_corrected(self, client, lesson, prefix):
        path = lesson.url.removeprefix("/zh-hans")
        response = client.get(f"/{prefix}{path}", headers={"accept-language": "ru"})
        assert response.status_code in (301, 302)
        assert response.url in {f"/zh-hans{path}", f"/ru{path}"}

    def test_an_address_without_a_language_leads_to_the_reader_s(self, client, lesson):
        response = client.get(lesson.url.removeprefix("/zh-hans"), headers={"accept-language": "ru"})
        assert (response.status_code, response.url) == (302, lesson.url.replace("/zh-hans/", "/ru/"))

    @pytest.mark.parametrize("path", ["/ru/nothing/", "/nothing.php", "/ru/a/b/c/d/", "/../../etc/passwd", "/ru/课程/"])
    def test_what_no_language_has_is_a_404_in_the_reader_s_language(self, client, path):
        response = client.get(path, follow=True, headers={"accept-language": "ru"})
        assert response.status_code == 404
        assert '<html lang="ru"' in response.content.decode()

    def test_403_and_500_are_in_the_reader_s_language(self, rf, languages):
        from django.utils.translation import override
        from django.views import defaults

        with override("ru"):
            assert 'lang="ru"' in defaults.permission_denied(rf.get("/ru/"), Exception()).content.decode()
            assert 'lang="ru"' in defaults.server_error(rf.get("/ru/")).content.decode()

    def test_a_right_to_left_language_turns_the_page(self, rf, languages):
        from django.utils.translation import override
        from django.views import defaults

        with override("ug"):
            text = defaults.page_not_found(rf.get("/ug/"), Exception()).content.decode()
        assert 'dir="rtl"' in text


def _recording():
    return LibraryMedia.objects.create(title="词", type="audio", duration=1, file=ContentFile(b"x", name="word.mp3"))


def _queries(client, url):
    cache.clear()
    Site.clear_site_root_paths_cache()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


class TestCost:
    """The budgets of performance.md for a page that is not cached."""

    @pytest.mark.parametrize("language", ["zh-hans", "ru"])
    def test_queries_do_not_grow_with_the_lesson(self, client, course, languages, language):
        counts = {}
        for count in (10, 200):
            lesson = factories.LessonPageFactory(
                parent=course, title=f"课{count}", slug=f"lesson-{count}", body=factories.long_body(count)
            )
            if language == "ru":
                [translation] = api.submit(lesson, [languages["ru"]])
                lesson = api.publish(translation)
            client.get(lesson.url)
            counts[count] = _queries(client, lesson.url)
        assert counts[10] == counts[200]
        assert counts[200] <= 25

    def test_queries_do_not_grow_with_pictures_and_terms(self, client, course):
        counts = {}
        for count in (1, 12):
            body = []
            for number in range(count):
                term = factories.TermFactory(
                    hanzi="信号" + "一二三四五六七八九十百千"[number],
                    audio=_recording(),
                    image=factories.ImageFactory(),
                    explanation=sentences.build("信号指挥列车。"),
                )
                body += factories.lesson_body(image=factories.ImageFactory(), terms=[term])
            today = date(2026, 1, 1)
            module = factories.ModulePageFactory(parent=course, title="模块", slug=f"module-{count}")
            lesson = factories.LessonPageFactory(
                parent=module, title="图", slug=f"pictures-{count}", body=body, author=factories.UserFactory(),
                language_reviewer=factories.UserFactory(), language_reviewed_on=today,
                trade_reviewer=factories.UserFactory(), trade_reviewed_on=today,
            )  # fmt: skip
            client.get(lesson.url)
            counts[count] = _queries(client, lesson.url)
        assert counts[1] == counts[12]
        assert counts[12] <= 25

    @pytest.mark.parametrize("kind", ["course", "index", "home"])
    def test_queries_do_not_grow_with_the_number_of_lessons(self, client, course, home, kind):
        page = {"course": course, "index": course.get_parent(), "home": home}[kind]
        client.get(page.url)
        before = _queries(client, page.url)
        for number in range(5):
            factories.LessonPageFactory(parent=course, title=f"课{number}", slug=f"more-{number}", body=[])
        assert _queries(client, page.url) == before
        assert before <= 25

    def test_a_first_visit_stays_within_six_requests_and_60_kilobytes(self, client, course):
        lesson = factories.LessonPageFactory(parent=course, title="长课", slug="long", body=factories.long_body(60))
        text = client.get(lesson.url).content.decode()
        urls = set(
            re.findall(r'<(?:link[^>]+rel="(?:stylesheet|modulepreload|icon)"|script)[^>]+(?:href|src)="([^"]+)"', text)
        )
        files = [url for url in urls if not url.startswith("data:")]
        assert 1 + len(files) <= 6
        weight = len(gzip.compress(text.encode()))
        for url in files:
            path = finders.find(url.removeprefix(settings.STATIC_URL))
            assert path, url
            weight += len(gzip.compress(Path(path).read_bytes()))
        assert weight <= 60_000


def test_a_lesson_names_its_syllabus_of_two_queries(course, lesson, django_assert_num_queries):
    from lessons.outline import Syllabus

    expected = list(LessonPage.objects.child_of(course).values_list("pk", flat=True))
    with django_assert_num_queries(2):
        assert [each.pk for each in Syllabus(course).lessons] == expected
