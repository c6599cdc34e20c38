"""Unpublishing and deleting: what the confirmations say of the translations, and what becomes of them."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from lessons.models import LessonPage, Term
from qiao.languages import api, endings, texts
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def translated(lesson, languages):
    """The lesson's translations into Russian, published, and Kazakh, a draft: {code: Translation}."""
    pair = api.submit(lesson, [languages["ru"], languages["kk"]])
    found = {each.target_locale.language_code: each for each in pair}
    for translation in pair:
        segments = StringSegment.objects.filter(source=translation.source).select_related("string", "context")
        texts.store(translation, {each: texts.Text(f"→ {each.string.data}") for each in segments})
    api.publish(found["ru"])
    return found


def bulk(action, *pages):
    """The address of a bulk action on some pages."""
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return f"{url}?next=/admin/&{'&'.join(f'id={page.pk}' for page in pages)}"


def exists(translation):
    """Whether a translation's page is there."""
    return Page.objects.filter(translation_key=translation.source.object_id, locale=translation.target_locale).exists()


class TestWhatTheConfirmationSays:
    def test_each_translation_is_listed_with_what_happens_to_it(self, client, lesson, translated, admin_user):
        client.force_login(admin_user)
        page = client.get(reverse("wagtailadmin_pages:unpublish", args=[lesson.pk])).content.decode()
        assert "Russian" in page
        assert "→ 进站信号机" in page
        assert "stays online, or is unpublished too" in page
        assert "It is a draft: nothing changes." in page
        page = client.get(reverse("wagtailadmin_pages:delete", args=[lesson.pk])).content.decode()
        assert page.count("It stays, or is deleted too") == 2
        assert "Delete it and its translations" in page

    def test_the_pages_below_a_translation_are_counted(self, client, course, translated, admin_user):
        client.force_login(admin_user)
        page = client.get(reverse("wagtailadmin_pages:delete", args=[course.pk])).content.decode()
        assert "1 page below it would be deleted with it." in page

    def test_who_may_not_is_told_and_has_no_button(self, client, lesson, translated, person):
        client.force_login(person("zh-hans", "reviewers"))
        for name in ("unpublish", "delete"):
            page = client.get(reverse(f"wagtailadmin_pages:{name}", args=[lesson.pk])).content.decode()
            assert "It stays: only the editors of Russian can do this." in page
            assert "include_translations" not in page

    @pytest.mark.parametrize("action", ["unpublish", "delete"])
    def test_the_same_for_many_pages(self, client, course, lesson, translated, admin_user, action):
        other = factories.LessonPageFactory(parent=course, title="出站信号机", slug="starting-signal", body=[])
        client.force_login(admin_user)
        page = client.get(bulk(action, lesson, other)).content.decode()
        assert "→ 进站信号机" in page
        assert "include_translations" in page

    def test_a_page_without_translations_has_upstream_s_confirmation(self, client, course, admin_user):
        other = factories.LessonPageFactory(parent=course, title="出站信号机", slug="starting-signal", body=[])
        client.force_login(admin_user)
        for url in (reverse("wagtailadmin_pages:delete", args=[other.pk]), bulk("delete", other)):
            page = client.get(url).content.decode()
            assert "include_translations" not in page
            assert "Yes, delete" in page

    def test_deleting_a_translation_says_that_its_texts_are_kept(self, client, translated, person):
        client.force_login(person("ru", "reviewers"))
        target = translated["ru"].get_target_instance()
        for url in (reverse("wagtailadmin_pages:delete", args=[target.pk]), bulk("delete", target)):
            assert "The translated texts are kept" in client.get(url).content.decode()

    def test_fifty_pages_cost_no_query_for_each_of_their_translations(
        self, course, languages, admin_user, django_assert_max_num_queries
    ):
        pages = [
            factories.LessonPageFactory(parent=course, title=f"第{n}课", slug=f"lesson-{n}", body=[]) for n in range(6)
        ]
        for page in pages:
            api.submit(page, [languages["ru"], languages["kk"]])
        with django_assert_max_num_queries(8):
            assert len(endings.of(pages, admin_user, endings.DELETE)) == 12


class TestMany:
    def test_unpublishing_takes_the_translations_along_where_that_was_ticked(
        self, client, lesson, translated, admin_user
    ):
        client.force_login(admin_user)
        client.post(bulk("unpublish", lesson), {"include_translations": "on"})
        assert not LessonPage.objects.filter(translation_key=lesson.translation_key, live=True).exists()

    def test_it_leaves_them_otherwise(self, client, lesson, translated, admin_user):
        client.force_login(admin_user)
        client.post(bulk("unpublish", lesson))
        assert translated["ru"].get_target_instance().live

    def test_deleting_takes_them_along_with_the_pages_below(self, client, course, translated, admin_user):
        client.force_login(admin_user)
        response = client.post(bulk("delete", course), {"include_translations": "on"})
        assert response.status_code == 302
        assert not exists(translated["ru"])
        assert not exists(translated["kk"])

    def test_a_chinese_reviewer_takes_no_other_language_along(self, client, lesson, translated, person):
        client.force_login(person("zh-hans", "reviewers"))
        response = client.post(bulk("delete", lesson), {"include_translations": "on"}, follow=True)
        assert "What is in Russian, Kazakh stays" in response.content.decode()
        assert exists(translated["ru"])
        assert not LessonPage.objects.filter(pk=lesson.pk).exists()

    def test_a_draft_is_no_page_that_stays_online(self, client, lesson, translated, person):
        client.force_login(person("zh-hans", "reviewers"))
        url = reverse("wagtailadmin_pages:unpublish", args=[lesson.pk])
        response = client.post(url, {"include_translations": "on"}, follow=True)
        assert "What is in Russian stays" in response.content.decode()


class TestDeletedTranslation:
    def test_submitted_again_it_has_its_texts_again(self, client, lesson, translated, languages, person):
        client.force_login(person("ru", "reviewers"))
        target = translated["ru"].get_target_instance()
        client.post(reverse("wagtailadmin_pages:delete", args=[target.pk]))
        assert not exists(translated["ru"])
        [translation] = api.submit(lesson, [languages["ru"]])
        assert translation.enabled or Translation.objects.get(pk=translation.pk).enabled
        assert api.progress(translation).percent == 100
        assert "→ 红灯亮时，列车必须停车。" in str(translation.get_target_instance().body.get_prep_value())

    def test_what_a_person_switched_off_stays_off(self, lesson, translated, languages):
        translated["kk"].enabled = False
        translated["kk"].save()
        api.submit(lesson, [languages["kk"]])
        assert not Translation.objects.get(pk=translated["kk"].pk).enabled

    def test_an_old_form_of_a_deleted_translation_is_answered(self, client, translated, admin_user):
        translation = translated["ru"]
        translation.get_target_instance().delete()
        client.force_login(admin_user)
        segment = translation.source.stringsegment_set.first()
        url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
        response = client.put(url, "value=x", content_type="application/x-www-form-urlencoded")
        assert response.status_code in (302, 403, 404)


class TestDeletedSource:
    def test_the_texts_stay_and_the_page_is_edited_by_itself(self, client, lesson, translated, person):
        lesson.delete()
        assert StringTranslation.objects.filter(locale=translated["ru"].target_locale).exists()
        client.force_login(person("ru", "reviewers"))
        target = LessonPage.objects.get(locale=translated["ru"].target_locale)
        url = reverse("wagtailadmin_pages:edit", args=[target.pk])
        assert client.get(url).status_code == 200
        response = client.post(url, {"localize-restart-translation": "on"}, follow=True)
        assert "there is nothing to synchronise with" in response.content.decode()


class TestTerms:
    @pytest.fixture
    def term(self, languages):
        """A Chinese term with a Russian translation."""
        term = factories.TermFactory(hanzi="道岔", pinyin="dàochà")
        api.translate(term, {languages["ru"]: {"meaning": "стрелочный перевод"}})
        return term

    def test_the_confirmation_lists_its_translations(self, client, term, admin_user):
        client.force_login(admin_user)
        one = reverse(Term.snippet_viewset.get_url_name("delete"), args=[term.pk])
        many = f"{reverse('wagtail_bulk_action', args=['qiao_lessons', 'term', 'delete'])}?id={term.pk}"
        for url in (one, many):
            page = client.get(url).content.decode()
            assert "стрелочный перевод" in page
            assert "It is deleted too." in page

    @pytest.mark.parametrize("many", [False, True])
    def test_its_translations_go_with_it(self, client, term, person, many):
        client.force_login(person("zh-hans"))
        url = reverse(Term.snippet_viewset.get_url_name("delete"), args=[term.pk])
        if many:
            url = f"{reverse('wagtail_bulk_action', args=['qiao_lessons', 'term', 'delete'])}?id={term.pk}"
        client.post(url)
        assert not Term.objects.filter(translation_key=term.translation_key).exists()
        assert ModelLogEntry.objects.filter(action="wagtail.delete", label__contains="стрелочный").exists()

    def test_a_translated_term_goes_alone(self, client, term, person, languages):
        client.force_login(person("ru"))
        russian = term.get_translation(languages["ru"])
        url = reverse(Term.snippet_viewset.get_url_name("delete"), args=[russian.pk])
        assert "The translated texts are kept" in client.get(url).content.decode()
        client.post(url)
        assert list(Term.objects.filter(translation_key=term.translation_key)) == [term]
