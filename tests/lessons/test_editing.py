"""What an editor does with a lesson, and what is refused, with a sentence that says what to do."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import get_template
from django.urls import reverse
from wagtail.blocks import StreamBlock
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from home.models import ContentPage, HomePage
from lessons.blocks import lesson_blocks
from lessons.models import CourseIndexPage, CoursePage, LessonPage, ModulePage, Term
from tests import factories
from workshops.models import (
    CompetitionPage,
    EventPage,
    ExchangePage,
    InstitutionIndexPage,
    InstitutionPage,
    WorkshopIndexPage,
    WorkshopPage,
)

pytestmark = pytest.mark.django_db

BLOCKS = lesson_blocks()


@pytest.fixture
def editor(client, person):
    """A client signed in as somebody who writes and publishes Chinese, with the admin in English."""
    client.force_login(person("zh-hans", "reviewers"))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def form(title="新课", body=(), **changes):
    """What the lesson's form posts."""
    data = {
        "title": title,
        "slug": "",
        "heading": "",
        "objectives": "认识信号。",
        "summary": "",
        "estimated_minutes": "20",
        "body": streamfield(list(body)),
        "comments": inline_formset([]),
        "action-publish": "1",
    } | changes
    return nested_form_data(data)


def text_block(text, heading="", state=None):
    value = {"heading": heading, "sentences": text}
    if state is not None:
        value["sentences-sentences"] = json.dumps(state)
    return ("text", value)


def create(editor, course, data):
    url = reverse("wagtailadmin_pages:add", args=["qiao_lessons", "lessonpage", course.pk])
    return editor.post(url, data)


class TestWriting:
    def test_a_pasted_text_becomes_sentences_with_pinyin(self, editor, course):
        response = create(editor, course, form(body=[text_block("红灯停车。绿灯进站。\n请注意。", heading="信号")]))
        assert response.status_code == 302
        lesson = LessonPage.objects.get(title="新课")
        value = lesson.body[0].value["sentences"]
        assert [each["zh"] for each in value] == ["红灯停车。", "绿灯进站。", "请注意。"]
        assert [each["starts_paragraph"] for each in value] == [True, False, True]
        assert value[0]["pinyin"][0] == {
            "hanzi": "红",
            "pinyin": "hóng",
            "source": value[0]["pinyin"][0]["source"],
            "certain": True,
        }
        assert lesson.slug == "xin-ke"
        assert lesson.heading[0]["zh"] == "新课"
        assert lesson.live

    def test_ids_survive_an_edit(self, editor, course):
        create(editor, course, form(body=[text_block("红灯停车。绿灯进站。")]))
        lesson = LessonPage.objects.get(title="新课")
        before = {each["zh"]: each["id"] for each in lesson.body[0].value["sentences"]}
        block = lesson.body[0]
        from qiao.bilingual.widgets import state

        data = form(
            slug=lesson.slug,
            body=[("text", {"heading": "", "sentences": "先看信号。绿灯进站。红灯停车。",
                            "sentences-sentences": json.dumps(state(block.value["sentences"]))})],
        )  # fmt: skip
        data["body-0-id"] = block.id
        response = editor.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), data)
        assert response.status_code == 302
        lesson.refresh_from_db()
        after = {each["zh"]: each["id"] for each in lesson.body[0].value["sentences"]}
        assert after["红灯停车。"] == before["红灯停车。"]
        assert after["绿灯进站。"] == before["绿灯进站。"]

    def test_a_title_without_letters_asks_for_an_address(self, editor, course):
        response = create(editor, course, form(title="。。。"))
        assert response.status_code == 200
        assert "No address can be made from this title" in response.content.decode()

    def test_a_taken_address_is_named(self, editor, course, lesson):
        response = create(editor, course, form(slug=lesson.slug))
        assert response.status_code == 200
        assert lesson.slug in response.content.decode()
        assert LessonPage.objects.filter(slug=lesson.slug, locale=lesson.locale).count() == 1

    def test_a_chinese_address_is_refused(self, editor, course):
        response = create(editor, course, form(slug="信号"))
        assert response.status_code == 200
        assert not LessonPage.objects.filter(title="新课").exists()

    def test_too_long_a_text_is_refused_with_the_limit_and_kept_in_the_box(self, editor, course):
        text = "红" * 20_001
        response = create(editor, course, form(body=[text_block(text)]))
        page = response.content.decode()
        assert response.status_code == 200
        assert "20001" in page or "20,001" in page
        assert text in page or "\\u7ea2" * 20_001 in page
        assert not LessonPage.objects.filter(title="新课").exists()

    def test_a_wrong_number_of_syllables_is_refused_with_the_right_one(self, editor, course):
        create(editor, course, form(body=[text_block("红灯停车。")]))
        lesson = LessonPage.objects.get(title="新课")
        from qiao.bilingual.widgets import state

        posted = state(lesson.body[0].value["sentences"])
        posted[0]["corrections"] = ["hóng", "dēng", "tíng"]
        data = form(slug=lesson.slug, body=[text_block("红灯停车。", state=posted)])
        response = editor.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), data)
        assert response.status_code == 200
        assert "has 4 hanzi, but 3 syllables were given" in response.content.decode()
        lesson.refresh_from_db()
        assert all(each["source"] != "hand" for each in lesson.body[0].value["sentences"][0]["pinyin"])

    def test_an_image_needs_an_alternative_text_or_is_decorative(self, editor, course):
        image = factories.ImageFactory()
        picture = {"image": {"image": str(image.pk), "alt_text": "", "decorative": ""}, "caption": ""}
        response = create(editor, course, form(body=[("image", picture)]))
        assert response.status_code == 200
        assert not LessonPage.objects.filter(title="新课").exists()
        picture["image"]["decorative"] = "on"
        assert create(editor, course, form(body=[("image", picture)])).status_code == 302

    def test_a_review_has_a_person_and_a_date(self, editor, course):
        response = create(editor, course, form(trade_reviewed_on="2026-01-01"))
        assert response.status_code == 200
        assert "A review has a person and a date" in response.content.decode()


class TestTree:
    @pytest.mark.parametrize(
        ("parent", "children"),
        [
            (HomePage, {ContentPage, CourseIndexPage, WorkshopIndexPage}),
            (ContentPage, {ContentPage}),
            (CourseIndexPage, {CoursePage}),
            (CoursePage, {ModulePage, LessonPage}),
            (ModulePage, {LessonPage}),
            (LessonPage, set()),
            (WorkshopPage, {ExchangePage, EventPage, CompetitionPage}),
            (InstitutionIndexPage, {InstitutionPage}),
        ],
    )
    def test_each_page_has_its_place(self, parent, children):
        assert set(parent.creatable_subpage_models()) == children

    @pytest.mark.parametrize("model", [CourseIndexPage, WorkshopIndexPage])
    def test_no_showcase_is_a_site_of_its_own(self, model, home):
        assert not model.can_create_at(Page.get_first_root_node())
        assert model.can_create_at(home)

    def test_a_course_does_not_ask_for_more_than_it_teaches(self, course):
        course.entry_level = 5
        with pytest.raises(ValidationError, match="above the level"):
            course.full_clean()

    def test_a_course_s_languages_are_ticked(self, editor, course):
        page = editor.get(reverse("wagtailadmin_pages:edit", args=[course.pk])).content.decode()
        assert page.count('name="offered"') == 6


class TestBlocks:
    @pytest.mark.parametrize(("name", "block"), BLOCKS, ids=[name for name, _block in BLOCKS])
    def test_each_block_is_introduced_in_the_picker(self, name, block):
        assert block.meta.icon != "placeholder"
        assert get_template(f"wagtailadmin/icons/{block.meta.icon}.svg")
        assert block.label
        assert block.meta.group
        assert block.get_description()
        assert block.is_previewable

    @pytest.mark.parametrize(("name", "block"), BLOCKS, ids=[name for name, _block in BLOCKS])
    def test_each_block_can_be_previewed(self, editor, name, block):
        stream = LessonPage._meta.get_field("body").stream_block
        assert isinstance(stream, StreamBlock)
        url = reverse("wagtailadmin_block_preview")
        response = editor.get(url, {"id": stream.child_blocks[name].definition_prefix})
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()


class TestTerms:
    def test_pinyin_is_filled_from_the_hanzi(self, languages):
        term = Term(hanzi="道岔", locale=languages["zh-hans"])
        term.full_clean()
        assert term.pinyin == "dàochà"
        assert term.meaning == "道岔"

    def test_pinyin_that_does_not_fit_is_refused_with_the_number(self, languages):
        term = Term(hanzi="道岔", pinyin="dào", locale=languages["zh-hans"])
        with pytest.raises(ValidationError, match="give 2 syllables"):
            term.full_clean()

    def test_a_term_without_hanzi_is_refused(self, languages):
        with pytest.raises(ValidationError, match="at least one Chinese character"):
            Term(hanzi="RFID", locale=languages["zh-hans"]).full_clean()

    def test_a_term_that_a_lesson_uses_is_shown_with_its_meaning(self, client, lesson, languages):
        from qiao.languages import api

        [translation] = api.submit(lesson, [languages["ru"]])
        page = api.publish(translation)
        assert page.body[2].value["terms"][0].locale == languages["ru"]
        Term.objects.filter(locale=languages["ru"]).update(meaning="светофор")
        assert "светофор" in client.get(page.url).content.decode()
