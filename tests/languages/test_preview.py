"""A Chinese draft as the readers of another language would see it, and nothing stored."""

import uuid

import pytest
from django.urls import reverse
from wagtail.models import Page, Revision
from wagtail_localize.models import StringTranslation

from lessons.models import LessonPage, Term
from qiao.languages import api, preview
from tests import factories
from tests.lessons.test_editing import form, text_block

pytestmark = pytest.mark.django_db

RUSSIAN = "На красный свет поезд обязан остановиться."


@pytest.fixture
def editor(client, person):
    """A client signed in as somebody who writes Chinese."""
    client.force_login(person("zh-hans"))
    return client


@pytest.fixture
def sentence(lesson):
    """The lesson's sentence about the red light."""
    return lesson.body[0].value["sentences"][1]


@pytest.fixture
def translated(lesson, sentence, languages):
    """The lesson with this one sentence in Russian."""
    api.submit(lesson, [languages["ru"]])
    api.offer_translations(lesson, languages["ru"], {sentence["id"]: RUSSIAN})
    return lesson


def shown(page, code):
    response = page.make_preview_request(preview_mode=code)
    assert response.status_code == 200
    return response.content.decode()


def test_a_draft_is_shown_with_the_translations_that_there_are(translated, languages):
    # "红灯亮时，列车必须停车。" is kept, the sentence before it is new.
    translated.body = [{**factories.text_block("新的一句。"), "id": str(uuid.uuid4())}, *translated.body.raw_data]
    html = shown(translated, "ru")
    assert '<html lang="ru"' in html
    assert RUSSIAN in html
    assert 'class="tr untranslated"' in html
    assert "新" in html


def test_the_chinese_stays_what_it_was(translated):
    before = translated.serializable_data()
    shown(translated, "ru")
    assert translated.serializable_data() == before
    html = shown(translated, "")
    assert '<html lang="zh-hans"' in html.lower()
    assert RUSSIAN not in html


def test_nothing_is_stored_and_the_live_page_stays(translated, client, languages):
    api.publish(api.translation_of(translated.get_translation(languages["ru"])))
    address = translated.get_translation(languages["ru"]).url
    live = client.get(address).content
    counts = [model.objects.count() for model in (Page, Revision, StringTranslation)]
    translated.body = [{**factories.text_block("新的一句。"), "id": str(uuid.uuid4())}]
    assert RUSSIAN not in shown(translated, "ru")
    assert client.get(address).content == live
    assert [model.objects.count() for model in (Page, Revision, StringTranslation)] == counts


def test_terms_are_those_of_the_language(translated, languages):
    term = Term.objects.get(locale=languages["ru"])
    Term.objects.filter(pk=term.pk).update(meaning="светофор")
    assert "светофор" in shown(translated, "ru")


def test_a_page_that_was_never_submitted_is_shown_too(lesson, languages):
    page = preview.in_language(lesson, languages["kk"])
    assert page.locale == languages["kk"]
    assert '<html lang="kk"' in shown(lesson, "kk")


def test_below_a_translated_course_what_is_around_is_translated(lesson, course, languages):
    [translation] = api.submit(course, [languages["ru"]])
    api.publish(translation)
    html = shown(lesson, "ru")
    assert course.get_translation(languages["ru"]).url in html
    assert f'href="{course.url}"' not in html


def test_the_modes_are_the_languages_that_the_course_is_offered_in(lesson, course):
    assert {code for code, _name in lesson.preview_modes} == {"", "ru", "kk", "ky", "uz", "tg", "en"}
    course.offered = ["ru", "kk"]
    course.save_revision().publish()
    lesson = LessonPage.objects.get(pk=lesson.pk)
    assert [code for code, _name in lesson.preview_modes] == ["", "ru", "kk"]


def test_a_translation_is_shown_in_its_own_language_alone(translated, languages):
    page = translated.get_translation(languages["ru"]).specific
    assert [code for code, _name in page.preview_modes] == [""]
    assert '<html lang="ru"' in shown(page, "")


def test_the_widths_are_those_of_phone_tablet_and_computer(lesson):
    assert [size["device_width"] for size in lesson.preview_sizes] == [390, 360, 768, 1280]


@pytest.mark.parametrize("kind", ["edit", "add"])
def test_the_editor_s_panel_shows_what_was_typed(editor, course, lesson, kind, languages):
    if kind == "edit":
        url = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    else:
        url = reverse("wagtailadmin_pages:preview_on_add", args=["qiao_lessons", "lessonpage", course.pk])
    data = form(title="新课", slug="xin-ke", body=[text_block("正在写的一句。")])
    assert editor.post(url, data).json() == {"is_valid": True, "is_available": True}
    html = editor.get(f"{url}?mode=ru").content.decode()
    assert '<html lang="ru"' in html
    assert 'class="tr untranslated"' in html
    assert editor.get(f"{url}?mode=de").status_code in (302, 403)


def test_a_language_that_is_not_offered_is_refused(editor, course, lesson):
    course.offered = ["ru"]
    course.save_revision().publish()
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    editor.post(url, form(title="新课", slug="xin-ke"))
    assert editor.get(f"{url}?mode=kk").status_code in (302, 403)
