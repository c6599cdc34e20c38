"""A page that exists in one language alone is written like any other, is marked in the admin, and stays where it is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield
from wagtail_localize.models import TranslationSource

from home.models import ContentPage
from qiao.languages import api
from tests import factories

pytestmark = pytest.mark.django_db

MARK = "Жаңалықтар (only in Kazakh)"


@pytest.fixture
def kazakh_home(home, languages):
    return home.get_translation(languages["kk"])


@pytest.fixture
def news(kazakh_home, languages):
    """A Kazakh page without a Chinese one."""
    page = ContentPage(
        title="Жаңалықтар",
        slug="zhangalyqtar",
        locale=languages["kk"],
        body=[{"type": "rich_text", "value": "<p>Бүгін оқу басталды.</p>"}],
    )
    kazakh_home.add_child(instance=page)
    page.save_revision().publish()
    return ContentPage.objects.get(pk=page.pk)


class TestWriting:
    def form(self, **more):
        body = streamfield([("rich_text", rich_text("<p>Бүгін оқу басталды.</p>"))])
        return nested_form_data({"title": "Жаңалықтар", "slug": "", "body": body, "comments": {}, **more}) | {
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
        }

    def test_an_editor_of_kazakh_writes_one_and_a_reviewer_publishes_it(
        self, client, person, kazakh_home, languages, django_capture_on_commit_callbacks
    ):
        client.force_login(person("kk"))
        url = reverse("wagtailadmin_pages:add", args=["qiao_home", "contentpage", kazakh_home.pk])
        assert client.get(url).status_code == 200
        response = client.post(url, self.form(**{"action-submit": "1"}))
        page = ContentPage.objects.filter(locale=languages["kk"]).first()
        assert page is not None, response.context["form"].errors
        assert (page.live, page.slug.isascii(), page.slug != "") == (False, True, True)
        client.force_login(person("kk", "reviewers"))
        with django_capture_on_commit_callbacks(execute=True):
            client.post(
                reverse("wagtailadmin_pages:edit", args=[page.pk]),
                self.form(**{"action-publish": "1", "slug": page.slug}),
            )
        page.refresh_from_db()
        assert page.live
        assert "Бүгін оқу басталды." in client.get(page.url).content.decode()

    def test_another_language_s_editor_writes_none_there(self, client, person, kazakh_home):
        client.force_login(person("ru"))
        url = reverse("wagtailadmin_pages:add", args=["qiao_home", "contentpage", kazakh_home.pk])
        client.post(url, self.form())
        assert not ContentPage.objects.exists()

    def test_it_is_edited_as_a_page_and_not_as_a_translation(self, client, person, news):
        client.force_login(person("kk"))
        response = client.get(reverse("wagtailadmin_pages:edit", args=[news.pk]))
        assert "wagtailadmin/pages/edit.html" in [template.name for template in response.templates]
        assert api.translation_of(news) is None


class TestMark:
    def test_in_listing_editor_and_search(self, client, person, news, kazakh_home):
        client.force_login(person("kk"))
        for url in (
            reverse("wagtailadmin_explore", args=[kazakh_home.pk]),
            reverse("wagtailadmin_pages:edit", args=[news.pk]),
            f"{reverse('wagtailadmin_pages:search')}?q=Жаңалықтар",
        ):
            assert MARK in client.get(url).content.decode(), url

    def test_neither_a_chinese_page_nor_its_translation_has_it(self, client, admin_user, home, languages):
        page = factories.ContentPageFactory(parent=home, slug="about")
        [translation] = api.submit(page, [languages["kk"]])
        client.force_login(admin_user)
        for each in (page, translation.get_target_instance()):
            assert not each.is_local
            url = reverse("wagtailadmin_explore", args=[each.get_parent().pk])
            assert "only in" not in client.get(url).content.decode()

    def test_a_translation_whose_chinese_was_deleted_gets_it(self, home, languages):
        page = factories.ContentPageFactory(parent=home, slug="about")
        [translation] = api.submit(page, [languages["kk"]])
        target = translation.get_target_instance()
        page.delete()
        assert Page.objects.get(pk=target.pk).specific.is_local

    def test_a_listing_asks_once_for_all(self, client, admin_user, news, kazakh_home, languages):
        client.force_login(admin_user)

        def queries():
            with CaptureQueriesContext(connection) as captured:
                client.get(reverse("wagtailadmin_explore", args=[kazakh_home.pk]))
            found = [each["sql"] for each in captured if "language_code\" = 'zh-hans'" in each["sql"]]
            return len([sql for sql in found if "translation_key" in sql and "EXISTS" not in sql])

        before = queries()
        for number in range(3):
            page = ContentPage(title=f"Бет {number}", slug=f"bet-{number}", locale=languages["kk"])
            kazakh_home.add_child(instance=page)
        assert queries() == before


class TestReaders:
    def test_the_other_languages_say_that_they_lack_it(self, client, news):
        html = client.get(news.url).content.decode()
        assert "Бүгін оқу басталды." in html
        response = client.get("/ru/zhangalyqtar/", headers={"accept-language": "ru"})
        assert response.status_code == 200
        assert 'href="/kk/zhangalyqtar/"' in response.content.decode().replace("http://testserver", "")
        assert "/ru/zhangalyqtar" not in html.split("</head>")[0]

    def test_lists_sitemap_and_search_of_other_languages_leave_it_out(self, client, news):
        assert "/kk/zhangalyqtar/" in client.get("/sitemap.xml").content.decode()
        assert "/ru/zhangalyqtar/" not in client.get("/sitemap.xml").content.decode()

    def test_it_is_not_submitted_and_nothing_follows_it(
        self, client, news, admin_user, languages, django_capture_on_commit_callbacks
    ):
        client.force_login(admin_user)
        url = reverse("wagtail_localize:submit_page_translation", args=[news.pk])
        response = client.post(url, {"locales": [languages["ru"].pk]}, follow=True)
        assert "exists in Kazakh only" in response.content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            news.save_revision().publish()
        assert not TranslationSource.objects.exists()

    def test_a_chinese_page_that_would_take_its_address_is_told(self, news, home, languages):
        page = factories.ContentPageFactory(parent=home, slug="zhangalyqtar")
        with pytest.raises(Exception, match="already used"):
            api.submit(page, [languages["kk"]])
