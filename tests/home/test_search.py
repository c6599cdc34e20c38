"""The search: what finds what on whichever database the tests run, who sees it, and where it leads."""

import html
import json
import re
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from django.utils.translation import override
from wagtail.models import Locale, Page, PageViewRestriction

from lessons.models import CoursePage, LessonPage, Term
from qiao.bilingual import sentences
from qiao.bilingual.fields import sentences_of
from qiao.languages import api
from tests import factories

pytestmark = pytest.mark.django_db

TRANSLATIONS = {
    "ru": {
        "铁路信号": "Железнодорожные сигналы",
        "红灯亮时，列车必须停车。": "Когда горит красный сигнал, поезд обязан остановиться.",
        "信号机": "светофор",
    },
    "en": {
        "铁路信号": "Railway signals",
        "红灯亮时，列车必须停车。": "When the light is red, trains must stop.",
        "信号机": "signal",
    },
    "kk": {"铁路信号": "Теміржол сигналдары", "红灯亮时，列车必须停车。": "Қызыл шам жанғанда пойыз тоқтауы керек."},
}


def publish(page, locale):
    """Publish a page in a language, with the translations above."""
    texts = TRANSLATIONS[locale.language_code]
    said = {each["id"]: texts[each["zh"]] for each in sentences_of(page) if each["zh"] in texts}
    given = {**said, **({"title": texts[page.title]} if page.title in texts else {})}
    page = page.specific
    (translation,) = api.submit(page, [locale])
    api.offer_translations(page, locale, given)
    return api.publish(translation)


@pytest.fixture(scope="module", autouse=True)
def _in_three_languages(django_db_setup, django_db_blocker):
    """The course with its lesson, published in Russian, English and Kazakh; once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic(), override("en"):
        course = CoursePage.objects.get(slug="railway-signalling", locale=api.source_locale())
        lesson = LessonPage.objects.get(slug="home-signal", locale=api.source_locale())
        for code in TRANSLATIONS:
            locale = Locale.objects.get(language_code=code)
            for page in (factories.home(), course.get_parent(), course, lesson):
                publish(page, locale)
            term = Term.objects.get(hanzi="信号机", locale=locale)
            term.meaning = TRANSLATIONS[code].get("信号机", "")
            term.save()
        yield
        transaction.set_rollback(True)


def search(client, query, language="ru", **parameters):
    """The page of results as text."""
    response = client.get(f"/{language}/search/?{urlencode({'q': query, **parameters})}")
    assert response.status_code == 200
    return response.content.decode()


def titles(text):
    """Chinese titles of a page of results, in order, without marks."""
    found = re.findall(r'class="found-title">\s*<span lang="zh-Hans">(.*?)</span>', text, re.S)
    return [html.unescape(re.sub("</?mark>", "", each)) for each in found]


def suggestions(client, query, language="ru"):
    """What is suggested for what was typed so far."""
    response = client.get(f"/{language}/search/suggestions/?{urlencode({'q': query})}")
    assert response.status_code == 200
    return json.loads(response.content)["suggestions"]


COURSE, LESSON, TERM = "铁路信号", "进站信号机", "信号机"


@pytest.mark.parametrize(
    ("language", "query", "found"),
    [
        ("ru", "铁路", [COURSE]),
        ("ru", "信号", [TERM, COURSE, LESSON]),
        ("ru", "路信", [COURSE]),
        ("ru", "铁路信号", [COURSE]),
        ("ru", "路铁", []),
        ("ru", "tielu", [COURSE]),
        ("ru", "tiě lù xìn hào", [COURSE]),
        ("ru", "tieluxinhao", [COURSE]),
        ("ru", "xìnhàojī", [TERM, LESSON]),
        ("ru", "сигнал", [COURSE, LESSON]),
        ("ru", "сигналы", [COURSE, LESSON]),
        ("ru", "Сигналами!", [COURSE, LESSON]),
        ("ru", "поезда", [LESSON]),
        ("ru", "светофоры", [TERM]),
        ("ru", "сигнал 红灯 lieche", [LESSON]),
        ("ru", "сигнал 铁路 огурец", []),
        ("en", "signal", [TERM, COURSE]),
        ("en", "stopping", [LESSON]),
        ("en", "train", [LESSON]),
        ("kk", "сигнал", [COURSE]),
        ("kk", "тоқта", [LESSON]),
        ("kk", "жол", []),
        ("zh-hans", "停车", [LESSON]),
        ("zh-hans", "lv", [LESSON]),
        ("zh-hans", "сигнал", []),
    ],
)
def test_a_reader_finds_what_is_in_their_language(client, language, query, found):
    assert titles(search(client, query, language)) == found


def test_the_sentence_that_matched_is_shown_in_both_languages_and_its_place_is_linked(client, lesson, languages):
    page = lesson.get_translation(languages["ru"])
    sentence = next(each for each in sentences_of(page) if each["zh"].startswith("红灯亮时"))

    text = search(client, "поезда")

    assert f'<a href="{page.url}#s-{sentence["id"][:8]}">' in text
    assert "红灯亮时，列车必须停车。" in text
    assert "Когда горит красный сигнал, <mark>поезд</mark> обязан остановиться." in text
    assert f'id="s-{sentence["id"][:8]}"' in client.get(page.url).content.decode()


def test_what_has_no_place_of_its_own_leads_to_its_block(client):
    address = re.search(r'href="([^"]+)#(b-[^"]+)"', search(client, "对讲机", "zh-hans"))
    assert f'id="{address[2]}"' in client.get(address[1]).content.decode()


def test_a_term_leads_to_the_lesson_that_teaches_it(client, lesson, languages):
    page = lesson.get_translation(languages["ru"])
    (term,) = suggestions(client, "светофор")
    path, _hash, anchor = term["url"].partition("#")
    assert path == page.url
    assert f'id="{anchor}"' in client.get(path).content.decode()


def test_a_title_comes_before_a_text(client, course):
    factories.LessonPageFactory(parent=course, title="安全", slug="safety", body=[factories.text_block("道岔在站内。")])
    factories.LessonPageFactory(
        parent=course, title="道岔的构造", slug="parts", body=[factories.text_block("尖轨很长。")]
    )
    factories.LessonPageFactory(parent=course, title="道岔", slug="points", body=[factories.text_block("看一看。")])
    assert titles(search(client, "道岔", "zh-hans")) == ["道岔", "道岔的构造", "安全"]


def test_results_are_filtered_by_kind_and_counted(client):
    text = search(client, "信号", kind="lesson")
    assert titles(text) == [LESSON]
    assert re.findall(r"<small>(\d+)</small>", text) == ["3", "1", "1", "1"]
    assert titles(search(client, "信号", kind="nonsense")) == [TERM, COURSE, LESSON]


def test_many_results_come_ten_to_a_page_with_the_same_number_of_queries(
    client, course, django_assert_max_num_queries, django_assert_num_queries
):
    def make(first, last):
        for number in range(first, last):
            body = [factories.text_block("道岔在站内。")]
            factories.LessonPageFactory(parent=course, title=f"道岔{number}", slug=f"points-{number}", body=body)

    make(0, 2)
    search(client, "道岔", "zh-hans")
    with django_assert_max_num_queries(30) as few:
        search(client, "道岔", "zh-hans")
    make(2, 12)
    with django_assert_num_queries(len(few)):
        text = search(client, "道岔", "zh-hans")
    assert len(titles(text)) == 10
    assert len(titles(search(client, "道岔", "zh-hans", page=2))) == 2
    assert len(titles(search(client, "道岔", "zh-hans", page=99))) == 2
    assert len(titles(search(client, "道岔", "zh-hans", page="x"))) == 10


@pytest.mark.parametrize("query", ["信" * 10_000, "x" * 201, "铁 " * 101])
def test_what_is_too_long_is_answered_with_a_sentence(client, query):
    text = search(client, query, "en")
    assert "at most 200 characters" in text
    assert suggestions(client, query) == []


@pytest.mark.parametrize("query", ["。，！？", '"', "'", "%", "_", "()*&|!", "--", "\\", "\x00", "😀", "«»"])
def test_signs_alone_are_answered_with_a_sentence(client, query):
    text = search(client, query, "en")
    assert "There is no word in that" in text
    assert suggestions(client, query) == []


@pytest.mark.parametrize(
    "query",
    [
        *('"铁路"', "铁路 AND", "铁路*", "NOT 铁路'", "铁路%", "_铁路_", "title:铁路", "铁路) OR (1=1", "铁路\x00"),
        *("' OR ''='", "NEAR(铁 路)", "^铁路", "{铁路}", "tie-lu", "<b>铁路</b>"),
        *("a1铁" * 66, "shi yi 5g " * 20, "信 " * 100, "ab " * 66),
    ],
)
def test_operators_quotes_and_placeholders_are_no_more_than_signs(client, query):
    text = search(client, query)
    assert "<b>" not in text
    if "铁路" in query and not re.search("[a-z0-9]", query, re.I):
        assert titles(text) == [COURSE]
    suggestions(client, query)


def test_nothing_found_says_what_to_try(client):
    text = search(client, "огурец", "en")
    assert "Nothing was found for “огурец”" in text
    assert "Try fewer words" in text


def test_an_empty_field_is_no_fault(client):
    assert "alert" not in search(client, " ", "en")
    assert client.post("/ru/search/").status_code == 405


def test_only_live_pages_are_found_and_the_index_follows(client, lesson, languages):
    assert titles(search(client, "红灯", "zh-hans")) == [LESSON]

    lesson.title = "出站信号机"
    lesson.body = [("text", {"heading": [], "sentences": sentences.build("绿灯亮时，列车可以出站。")})]
    lesson.save_revision()
    assert titles(search(client, "红灯", "zh-hans")) == [LESSON]
    lesson.get_latest_revision().publish()
    assert titles(search(client, "出站", "zh-hans")) == ["出站信号机"]
    assert titles(search(client, "站入口", "zh-hans")) == []

    lesson.refresh_from_db()
    lesson.unpublish()
    assert titles(search(client, "出站", "zh-hans")) == []
    lesson.save_revision().publish()
    assert titles(search(client, "出站", "zh-hans")) == ["出站信号机"]
    LessonPage.objects.get(pk=lesson.pk).delete()
    assert titles(search(client, "出站", "zh-hans")) == []


def test_a_term_that_changes_is_found_by_what_it_is_now(client, languages):
    term = Term.objects.get(hanzi="信号机", locale=languages["ru"])
    term.meaning = "семафор"
    term.save()
    assert titles(search(client, "семафоры")) == [TERM]
    assert titles(search(client, "светофор")) == []


def test_a_rebuilt_index_finds_the_same(client):
    before = titles(search(client, "信号"))
    call_command("update_index", verbosity=0)
    assert titles(search(client, "信号")) == before


class TestRestrictedPages:
    """What somebody may not read they can't find, and whoever may does."""

    @pytest.fixture
    def closed(self, lesson, languages):
        group = Group.objects.create(name="cohort")
        page = lesson.get_translation(languages["ru"])
        course = Page.objects.parent_of(page).get()
        restriction = PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.GROUPS)
        restriction.groups.add(group)
        return group

    @pytest.mark.parametrize("query", ["поезд", "красный", "铁路", "сигнал"])
    def test_a_visitor_finds_nothing_of_them(self, client, closed, query):
        assert titles(search(client, query)) == []
        assert suggestions(client, query) == []

    def test_a_term_that_only_they_teach_does_not_lead_there(self, client, closed):
        assert titles(search(client, "светофор")) == [TERM]
        assert "courses/railway" not in re.search("<main.*</main>", search(client, "светофор"), re.S)[0]

    def test_a_member_finds_them(self, client, closed, person):
        member = person(None)
        member.groups.add(closed)
        client.force_login(member)
        assert titles(search(client, "поезд")) == [LESSON]

    def test_another_language_is_not_closed_with_them(self, client, closed):
        assert titles(search(client, "train", "en")) == [LESSON]

    def test_more_restrictions_cost_no_more_queries(
        self, client, closed, person, django_assert_max_num_queries, django_assert_num_queries
    ):
        member = person(None)
        member.groups.add(closed)
        client.force_login(member)
        search(client, "поезд")
        with django_assert_max_num_queries(30) as few:
            search(client, "поезд")
        for page in Page.objects.filter(depth=3, locale__language_code="kk"):
            for _ in range(5):
                restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
                restriction.groups.add(closed)
        with django_assert_num_queries(len(few)):
            search(client, "поезд")


class TestSuggestions:
    """What a field suggests while somebody types."""

    @pytest.mark.parametrize(
        "typed", ["ж", "железнод", "сигна", "сигналы", "铁", "铁路信", "tiel", "tieluxinh", "tie lux"]
    )
    def test_a_title_is_suggested_by_its_beginning(self, client, typed):
        assert "/ru/courses/railway-signalling/" in [each["url"] for each in suggestions(client, typed)]

    def test_they_say_what_they_are_in_both_languages_with_the_match_marked(self, client):
        (course,) = suggestions(client, "железно")
        assert course == {
            "url": "/ru/courses/railway-signalling/",
            "zh": "铁路信号",
            "translation": "Железнодорожные сигналы",
            "kind": "Курс",
        }
        assert suggestions(client, "铁路")[0]["zh"] == "<mark>铁路</mark>信号"

    def test_a_text_is_not_suggested(self, client):
        assert suggestions(client, "остановиться") == []

    def test_html_in_a_title_is_text(self, client, course):
        factories.LessonPageFactory(parent=course, title="<i>道岔</i>", slug="html", body=[])
        assert suggestions(client, "道岔", "zh-hans")[0]["zh"] == "&lt;i&gt;<mark>道岔</mark>&lt;/i&gt;"
        assert "&lt;i&gt;<mark>道岔</mark>&lt;/i&gt;" in search(client, "道岔", "zh-hans")


def test_every_page_has_the_field_and_says_where_its_script_is(client, lesson):
    text = client.get(lesson.url).content.decode()
    assert '<form class="search" action="/zh-hans/search/" role="search">' in text
    assert 'data-suggestions="/zh-hans/search/suggestions/"' in text


def test_the_admin_s_own_search_finds_parts_of_a_chinese_title(admin_client, lesson):
    assert "进站信号机" in admin_client.get("/admin/pages/search/results/?q=信号").content.decode()


def test_the_demo_tells_where_to_search(capsys):
    call_command("demo", "--json")
    assert json.loads(capsys.readouterr().out)["pages"]["search"]["ru"] == "/ru/search/"
