"""A translator finds on the board the way to what their language lacks, and submits it there."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from lessons.models import LessonPage, Term
from qiao.languages import api, waiting
from tests import factories

pytestmark = pytest.mark.django_db


def address(code=None):
    """Of the list, for one language or the first."""
    url = reverse("qiao_languages:waiting")
    return f"{url}?{urlencode({'language': code})}" if code else url


def submit_address(page):
    return reverse("wagtail_localize:submit_page_translation", args=[page.pk])


@pytest.fixture
def signed_in(client, person):
    """signed_in("ru") is a browser in which an editor of Russian has signed in."""

    def sign_in(*args):
        client.force_login(person(*args))
        return client

    return sign_in


class TestWay:
    @pytest.mark.parametrize("code", ["zh-hans", "ru"])
    def test_the_board_leads_there_who_translates_and_not_who_writes_chinese(self, signed_in, code):
        shown = address() in signed_in(code).get(reverse("qiao_languages:board")).content.decode()
        assert shown == (code == "ru")

    def test_an_editor_of_chinese_has_no_list(self, signed_in):
        response = signed_in("zh-hans").get(address())
        assert response.status_code == 302
        assert response.url == reverse("wagtailadmin_home")

    def test_another_language_has_no_list_for_them(self, signed_in):
        assert signed_in("kk").get(address("ru")).status_code == 302

    def test_a_superuser_chooses_among_all(self, client, admin_user):
        client.force_login(admin_user)
        response = client.get(address("tg"))
        assert response.context["locale"].language_code == "tg"
        codes = [locale.language_code for locale in response.context["locales"]]
        assert codes == ["ru", "kk", "ky", "uz", "tg", "en"]
        assert all(f'href="?language={code}"' in response.content.decode() for code in codes)


class TestList:
    def listed(self, client, code):
        return [each.page.title for each in client.get(address(code)).context["waiting"]]

    def test_has_what_is_missing_in_the_order_of_the_tree(self, signed_in, lesson):
        client = signed_in("ru")
        assert self.listed(client, "ru") == ["课程", "铁路信号", "进站信号机"]
        html = client.get(address("ru")).content.decode()
        assert f"{submit_address(lesson)}?select_locale=ru&amp;next=" in html
        assert f'href="{lesson.full_url}"' in html
        assert "课程 › 铁路信号" in html

    def test_leaves_out_what_is_there_not_published_or_not_offered(self, signed_in, course, lesson, languages):
        factories.LessonPageFactory(parent=course, title="出站信号机", slug="starting-signal", body=[])
        course.add_child(instance=LessonPage(title="草稿", slug="draft", live=False))
        other = factories.CoursePageFactory(
            parent=course.get_parent(), title="只有哈语", slug="kazakh-only", offered=["kk"]
        )
        factories.LessonPageFactory(parent=other, title="哈语课", slug="kazakh-lesson", body=[])
        api.submit(lesson, [languages["ru"]])
        client = signed_in("ru")
        assert self.listed(client, "ru") == ["出站信号机"]

    def test_offers_a_course_where_it_is_offered(self, signed_in, course):
        course.offered = ["kk"]
        course.save_revision().publish()
        assert "铁路信号" in self.listed(signed_in("kk"), "kk")
        assert self.listed(signed_in("ru"), "ru") == ["课程"]

    def test_says_so_when_nothing_is_missing(self, signed_in, lesson, languages):
        api.submit(lesson, [languages["ru"]])
        assert "No page waits" in signed_in("ru").get(address()).content.decode()

    def test_costs_the_same_for_any_number_of_pages(self, signed_in, course, home, languages):
        client = signed_in("ru")

        def add(number):
            kk = factories.CoursePageFactory(
                parent=course.get_parent(), title=f"哈语{number}", slug=f"kk-{number}", offered=["kk"]
            )
            ru = factories.CoursePageFactory(
                parent=course.get_parent(), title=f"课程{number}", slug=f"course-{number}", offered=["ru"]
            )
            for parent in (kk, ru):
                module = factories.ModulePageFactory(parent=parent, slug=f"module-{number}")
                begun, _other = [
                    factories.LessonPageFactory(parent=module, title=f"课{number}-{n}", slug=f"l-{n}", body=[])
                    for n in range(2)
                ]
            api.submit(begun, [languages["ru"]])
            factories.TermFactory(hanzi=f"词{number}")

        def queries():
            client.get(address())
            with CaptureQueriesContext(connection) as captured:
                client.get(address())
            return len(captured)

        add(1)
        before = queries()
        for number in range(2, 6):
            add(number)
        assert queries() == before


class TestSubmitting:
    def test_the_form_has_the_language_ticked_and_leads_to_the_desk(self, signed_in, lesson, languages):
        client = signed_in("ru")
        url = f"{submit_address(lesson)}?{client.get(address('ru')).context['submit_query']}"
        form = client.get(url)
        assert list(form.context["form"].initial["locales"]) == [languages["ru"]]
        assert form.context["next_url"] == address("ru")
        response = client.post(url, {"locales": [languages["ru"].pk], "next": form.context["next_url"]})
        russian = lesson.get_translation(languages["ru"])
        assert (response.status_code, response.url) == (302, reverse("wagtailadmin_pages:edit", args=[russian.pk]))
        assert lesson.pk not in [each.page.pk for each in client.get(address("ru")).context["waiting"]]

    def test_all_terms_at_once(self, signed_in, languages):
        factories.TermFactory(hanzi="道岔", pinyin="dàochà")
        missing = Term.objects.filter(locale=api.source_locale()).count()
        client = signed_in("ru")
        [kind] = client.get(address("ru")).context["kinds"]
        assert kind.count == missing
        response = client.post(address("ru"), {"kind": kind.name}, follow=True)
        assert f"Terms: {missing} submitted for translation." in response.content.decode()
        assert Term.objects.filter(locale=languages["ru"]).count() == missing
        assert response.context["kinds"] == []
        assert not Term.objects.filter(locale=languages["kk"]).exists()

    def test_one_that_fails_leaves_none(self, signed_in, languages, monkeypatch):
        from django.core.exceptions import ValidationError

        factories.TermFactory(hanzi="道岔", pinyin="dàochà")
        submit = api.submit

        def failing(instance, locales, **kwargs):
            if instance.hanzi == "道岔":
                raise ValidationError("no")
            return submit(instance, locales, **kwargs)

        monkeypatch.setattr(waiting.api, "submit", failing)
        signed_in("ru").post(address("ru"), {"kind": "qiao_lessons.term"})
        assert not Term.objects.filter(locale=languages["ru"]).exists()

    @pytest.mark.parametrize("kind", ["qiao_lessons.term", "qiao_accounts.user", ""])
    def test_an_editor_of_kazakh_submits_nothing_into_russian(self, signed_in, languages, kind):
        assert signed_in("kk").post(address("ru"), {"kind": kind}).status_code == 302
        assert not Term.objects.exclude(locale=api.source_locale()).exists()

    def test_what_is_no_translatable_snippet_is_refused(self, signed_in):
        assert signed_in("ru").post(address("ru"), {"kind": "qiao_accounts.user"}).url == reverse("wagtailadmin_home")


class TestButtons:
    def test_hidden_from_who_can_write_no_other_language(self, signed_in, lesson, course):
        client = signed_in("zh-hans")
        for url in (
            reverse("wagtailadmin_pages:edit", args=[lesson.pk]),
            reverse("wagtailadmin_explore", args=[course.pk]),
            reverse(Term.snippet_viewset.get_url_name("list")),
        ):
            html = client.get(url).content.decode()
            assert "localize/submit/" not in html

    def test_shown_to_who_can(self, client, admin_user, lesson, course):
        client.force_login(admin_user)
        for url in (
            reverse("wagtailadmin_pages:edit", args=[lesson.pk]),
            reverse("wagtailadmin_explore", args=[course.pk]),
        ):
            assert submit_address(lesson) in client.get(url).content.decode()
        assert "localize/submit/" in client.get(reverse(Term.snippet_viewset.get_url_name("list"))).content.decode()

    def test_hidden_where_every_language_has_the_page(self, client, admin_user, lesson, languages):
        api.submit(lesson, languages.values())
        client.force_login(admin_user)
        html = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
        assert submit_address(lesson) not in html

    def test_a_translation_has_none(self, client, admin_user, lesson, languages):
        api.submit(lesson, [languages["ru"]])
        page = Page.objects.get(pk=lesson.get_translation(languages["ru"]).pk)
        assert not waiting.may_start(admin_user, page)

    def test_instead_of_an_empty_form_there_is_a_sentence(self, signed_in, lesson, languages):
        response = signed_in("zh-hans").get(submit_address(lesson), follow=True)
        assert "own editors start its translation" in response.content.decode()
        api.submit(lesson, [languages["ru"]])
        response = signed_in("ru").get(submit_address(lesson), follow=True)
        assert "is there already in every language that you write" in response.content.decode()
