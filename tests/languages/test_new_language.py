"""A language is added by one setting and `setup_languages`, also one that is written from right to left."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import gettext, override
from wagtail.models import Collection, Locale, Page, Workflow

from config.settings import env
from qiao.languages import api, trees

ADDED = [("de", "German"), ("fa", "Persian")]


class TestSetting:
    DEFAULT = {"zh-hans": "Chinese", "ru": "Russian"}

    def test_without_it_there_are_the_site_s_own(self, monkeypatch):
        own = [("zh-hans", "Chinese"), ("ru", "Russian")]
        monkeypatch.delenv("QIAO_LANGUAGES", raising=False)
        assert env.languages("QIAO_LANGUAGES", self.DEFAULT) == own
        monkeypatch.setenv("QIAO_LANGUAGES", "")
        assert env.languages("QIAO_LANGUAGES", self.DEFAULT) == own

    def test_others_are_called_as_django_calls_them(self, monkeypatch):
        monkeypatch.setenv("QIAO_LANGUAGES", "zh-hans, ru, DE, fa, de")
        found = env.languages("QIAO_LANGUAGES", self.DEFAULT)
        assert [code for code, _name in found] == ["zh-hans", "ru", "de", "fa"]
        assert [str(name) for _code, name in found] == ["Chinese", "Russian", "German", "Persian"]
        with override("ru"):
            assert str(dict(found)["de"]) == "Немецкий"

    @pytest.mark.parametrize("codes", ["zh-hans,xx", "zh-hans;ru", "中文"])
    def test_what_is_no_language_is_refused(self, monkeypatch, codes):
        monkeypatch.setenv("QIAO_LANGUAGES", codes)
        with pytest.raises(ImproperlyConfigured, match="QIAO_LANGUAGES has"):
            env.languages("QIAO_LANGUAGES", self.DEFAULT)


@pytest.fixture
def added(db, settings):
    """{code: Locale} of a site with two more languages."""
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [*settings.LANGUAGES, *ADDED]
    call_command("setup_languages", verbosity=0)
    return {locale.language_code: locale for locale in Locale.objects.all()}


@pytest.fixture
def published(added, lesson):
    """The lesson and what is above it, published in the two languages, still Chinese."""
    for code, _name in ADDED:
        for page in lesson.get_ancestors(inclusive=True).filter(depth__gt=2).specific():
            [translation] = api.submit(page, [added[code]])
            api.publish(translation)


def test_has_its_home_people_collection_and_review(added):
    assert [home.locale.language_code for home in trees.homes()][-2:] == ["de", "fa"]
    for code, name in ADDED:
        home = Page.objects.get(locale=added[code], depth=2)
        assert home.live
        assert Group.objects.filter(name__in=[f"{name} editors", f"{name} reviewers"]).count() == 2
        assert Collection.objects.filter(name=name).count() == 1
        assert home.get_workflow() == Workflow.objects.get(name=f"{name} review")


def test_its_editors_work_in_it_and_in_no_other(added, client, person, lesson):
    client.force_login(person("fa"))
    response = client.get(reverse("qiao_languages:waiting"))
    assert [locale.language_code for locale in response.context["locales"]] == ["fa"]
    url = reverse("wagtail_localize:submit_page_translation", args=[lesson.pk])
    client.post(url, {"locales": [added["de"].pk]})
    assert not lesson.has_translation(added["de"])
    client.post(url, {"locales": [added["fa"].pk]})
    page = lesson.get_translation(added["fa"])
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


@pytest.mark.parametrize(("code", "direction"), [("de", "ltr"), ("fa", "rtl")])
def test_its_pages_are_served_with_an_english_interface(client, published, lesson, code, direction):
    for path in ("", "courses/", "courses/railway-signalling/", "courses/railway-signalling/home-signal/"):
        response = client.get(f"/{code}/{path}")
        html = response.content.decode()
        assert response.status_code == 200, path
        assert f'lang="{code}"' in html
        assert f'dir="{direction}"' in html
        assert "Skip to the content" in html
    assert f'href="/{code}/courses/railway-signalling/home-signal/"' in client.get(lesson.url).content.decode()


def test_what_a_language_has_not_translated_is_english_and_not_chinese(added):
    for code, _name in ADDED:
        with override(code):
            assert gettext("Start translations") == "Start translations"
    with override("zh-hans"):
        assert gettext("Start translations") != "Start translations"


def test_one_that_is_taken_out_is_hidden_and_kept(client, published, settings, lesson, admin_user, added):
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES[:-2]
    call_command("setup_languages", verbosity=0)
    assert Page.objects.filter(locale=added["de"]).count() == 4
    assert "/de/" not in client.get(lesson.url).content.decode()
    response = client.get("/de/courses/")
    assert "qiao/languages/elsewhere.html" in [template.name for template in response.templates]
    client.force_login(admin_user)
    for url in (
        reverse("wagtailadmin_home"),
        reverse("qiao_languages:waiting"),
        reverse("wagtailadmin_explore_root"),
        reverse("wagtailadmin_pages:edit", args=[lesson.pk]),
        reverse("wagtailadmin_pages:delete", args=[lesson.pk]),
    ):
        assert client.get(url).status_code == 200, url
