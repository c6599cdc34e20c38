"""A lesson that starts from another: duplicated, or made from a template."""

import datetime

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from lessons.editor.templates import start_from, templates
from lessons.models import LessonPage, ModulePage
from qiao.languages import api
from tests import factories
from tests.lessons.test_editing import create, form

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 2)


@pytest.fixture
def editor(client, person):
    """A client signed in as somebody who writes and publishes Chinese."""
    client.force_login(person("zh-hans", "reviewers"))
    return client


@pytest.fixture
def template(course):
    """A template that was changed since it was made."""
    page = LessonPage(title="课文模板", body=[factories.text_block("这里写课文。")], is_template=True, live=False)
    course.add_child(instance=page)
    page.body = [factories.text_block("课文写在这里。")]
    page.save_revision()
    return page


def copy(client, page, **changes):
    url = reverse("wagtailadmin_pages:copy", args=[page.pk])
    offered = client.get(url).context["form"]
    data = {
        "new_title": offered["new_title"].value(),
        "new_slug": offered["new_slug"].value(),
        "new_parent_page": page.get_parent().pk,
    }
    return client.post(url, data | changes)


def message_of(response):
    return " ".join(map(str, response.context["messages"]))


class TestDuplicate:
    @pytest.fixture
    def signed(self, lesson):
        """A lesson that people have signed for."""
        someone = factories.UserFactory()
        lesson.language_reviewer = lesson.trade_reviewer = lesson.author = someone
        lesson.language_reviewed_on = lesson.trade_reviewed_on = lesson.authored_on = DAY
        lesson.save_revision().publish()
        return lesson

    def test_title_and_address_are_suggested_and_free(self, editor, lesson):
        assert copy(editor, lesson).status_code == 302
        made = LessonPage.objects.get(title="进站信号机（副本）")
        assert made.slug == "home-signal-2"
        assert not made.live
        assert copy(editor, lesson).status_code == 302
        assert LessonPage.objects.filter(slug="home-signal-3").exists()

    def test_nobody_has_reviewed_the_copy(self, editor, signed):
        copy(editor, signed)
        made = LessonPage.objects.get(slug="home-signal-2")
        for page in (made, made.get_latest_revision_as_object()):
            assert page.language_reviewer is page.language_reviewed_on is None
            assert page.trade_reviewer is page.trade_reviewed_on is None
            assert page.author == signed.author
            assert not page.is_reviewed

    def test_reviews_still_reach_the_translations(self, signed, languages):
        [translation] = api.submit(signed, [languages["ru"]])
        page = translation.get_target_instance()
        assert page.trade_reviewer == signed.trade_reviewer
        assert page.language_reviewer is None

    def test_the_copy_is_chinese_and_shares_no_translation(self, editor, lesson, languages):
        [translation] = api.submit(lesson, [languages["ru"]])
        api.offer_translations(lesson, languages["ru"], {lesson.summary[0]["id"]: "Красный — стоп."})
        copy(editor, lesson)
        made = LessonPage.objects.get(slug="home-signal-2")
        assert made.translation_key != lesson.translation_key
        assert not made.get_translations().exists()
        made.save_revision().publish()
        made.refresh_from_db()
        [other] = api.submit(made, [languages["ru"]])
        assert api.progress(translation).translated == 1
        assert api.progress(other).translated == 0
        api.publish(other)
        assert made.get_translation(languages["ru"]).specific.heading[0]["zh"] == "进站信号机（副本）"


class TestTemplates:
    def test_a_lesson_is_started_from_a_template_as_it_was_last_saved(self, editor, course, template):
        add = reverse("wagtailadmin_pages:add", args=["qiao_lessons", "lessonpage", course.pk])
        asked = editor.get(add, follow=True)
        assert asked.redirect_chain[-1][0] == reverse("qiao_lessons_start", args=[course.pk])
        assert "课文模板" in asked.content.decode()
        response = editor.post(
            reverse("qiao_lessons_start", args=[course.pk]), {"title": "第七课", "template": template.pk}
        )
        made = LessonPage.objects.get(title="第七课")
        assert response.url == reverse("wagtailadmin_pages:edit", args=[made.pk])
        assert made.is_child_of(course)
        assert not made.live
        for page in (made, made.get_latest_revision_as_object()):
            assert page.slug == "di-qi-ke"
            assert not page.is_template
            assert page.heading[0]["zh"] == "第七课"
            assert page.body[0].value["sentences"][0]["zh"] == "课文写在这里。"
        assert made.translation_key != template.translation_key
        assert made.revisions.count() == 1
        assert editor.get(response.url).status_code == 200
        made.get_latest_revision().publish()
        assert LessonPage.objects.get(pk=made.pk).live

    def test_an_empty_lesson_is_a_click_away(self, editor, course, template):
        add = reverse("wagtailadmin_pages:add", args=["qiao_lessons", "lessonpage", course.pk])
        empty = editor.get(f"{add}?empty")
        assert empty.status_code == 200
        assert create(editor, course, form()).status_code == 302

    def test_nobody_is_asked_where_there_is_no_template(self, editor, course):
        add = reverse("wagtailadmin_pages:add", args=["qiao_lessons", "lessonpage", course.pk])
        assert editor.get(add).status_code == 200

    def test_other_pages_are_added_as_ever(self, editor, course, template):
        add = reverse("wagtailadmin_pages:add", args=["qiao_lessons", "modulepage", course.pk])
        assert editor.get(add).context["page_class"] is ModulePage

    def test_a_template_that_was_deleted_meanwhile_is_named(self, editor, course, template):
        key = template.pk
        template.delete()
        response = editor.post(reverse("qiao_lessons_start", args=[course.pk]), {"title": "第七课", "template": key})
        assert "This template is not there any more" in response.content.decode()
        assert not LessonPage.objects.filter(title="第七课").exists()

    def test_a_lesson_that_is_no_template_is_refused(self, editor, course, lesson, template):
        response = editor.post(
            reverse("qiao_lessons_start", args=[course.pk]), {"title": "第七课", "template": lesson.pk}
        )
        assert response.status_code == 200
        assert not LessonPage.objects.filter(title="第七课").exists()

    def test_a_title_without_a_letter_is_refused(self, editor, course, template):
        response = editor.post(
            reverse("qiao_lessons_start", args=[course.pk]), {"title": "……", "template": template.pk}
        )
        assert "No address can be made" in response.content.decode()

    def test_who_may_not_add_here_starts_nothing(self, client, person, course, template):
        client.force_login(person("ru"))
        url = reverse("qiao_lessons_start", args=[course.pk])
        for response in (client.get(url), client.post(url, {"title": "第七课", "template": template.pk})):
            assert response.status_code in (302, 403)
        assert not LessonPage.objects.filter(title="第七课").exists()

    def test_who_does_not_see_a_template_is_not_offered_it(self, person, template):
        assert list(templates(person("zh-hans"))) == [template]
        assert not templates(person(None)).exists()
        assert template not in PagePermissionPolicy().explorable_instances(person(None))

    def test_two_lessons_of_one_title_get_two_addresses(self, course, template, person):
        slugs = [start_from(template, parent=course, title="第七课", user=person("zh-hans")).slug for _ in range(2)]
        assert slugs == ["di-qi-ke", "di-qi-ke-2"]


class TestTemplatesStayUnpublished:
    def test_a_new_template_is_saved_and_not_published(self, editor, course):
        refused = create(editor, course, form(is_template="on"))
        assert "A template is not published" in refused.content.decode()
        assert not LessonPage.objects.filter(title="新课").exists()
        saved = form(is_template="on")
        del saved["action-publish"]
        assert create(editor, course, saved).status_code == 302
        assert LessonPage.objects.get(title="新课").is_template

    def test_a_published_lesson_becomes_no_template(self, editor, lesson):
        data = form(title=lesson.title, slug=lesson.slug, is_template="on")
        del data["action-publish"]
        response = editor.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), data)
        assert "unpublish it first" in response.content.decode()
        assert not lesson.get_latest_revision_as_object().is_template

    @pytest.mark.parametrize("superuser", [False, True])
    def test_nobody_may_publish_one(self, client, person, template, superuser):
        user = person("zh-hans", "reviewers")
        user.is_superuser = superuser
        user.save()
        client.force_login(user)
        may = template.permissions_for_user(user)
        assert may.can_edit()
        assert not may.can_publish()
        assert not may.can_submit_for_moderation()
        url = reverse("wagtailadmin_pages:edit", args=[template.pk])
        assert "action-publish" not in client.get(url).content.decode()
        client.post(url, form(title=template.title, is_template="on"))
        client.post(f"/admin/bulk/wagtailcore/page/publish/?id={template.pk}", {"next": "/admin/"})
        assert not Page.objects.get(pk=template.pk).live

    def test_readers_do_not_meet_one(self, client, course, template):
        assert client.get(f"{course.url}{template.slug}/").status_code == 404
        assert "课文模板" not in client.get(course.url).content.decode()

    def test_the_lists_of_the_admin_mark_it(self, editor, course, template):
        shown = editor.get(reverse("wagtailadmin_explore", args=[course.pk])).content.decode()
        assert "课文模板 (template)" in shown
