"""Sentences on a real page: revisions, translation by wagtail-localize, and the editor's questions to the server."""

import json

import pytest
from django.db import connection
from django.urls import reverse
from wagtail.blocks import StructBlockValidationError
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from home.models import HomePage
from qiao.bilingual import blocks, sentences
from qiao.bilingual.fields import SentencesTranslatable

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    page = HomePage.objects.get(locale__language_code="zh-hans")
    page.lead = sentences.build("欢迎学习。请看课程。")
    page.body = [("text", {"heading": "标题", "sentences": "停车。走。"})]
    page.save_revision().publish()
    return HomePage.objects.get(pk=page.pk)


@pytest.fixture
def russian(home):
    locale, _created = Locale.objects.get_or_create(language_code="ru")
    source, _created = TranslationSource.update_or_create_from_instance(home)
    translation = Translation.objects.create(source=source, target_locale=locale)
    translation.save_target()
    return translation


def translate(translation, zh, text):
    segment = translation.source.stringsegment_set.get(string__data=zh)
    StringTranslation.objects.update_or_create(
        translation_of=segment.string,
        context=segment.context,
        locale=translation.target_locale,
        defaults={"data": text},
    )


def target(translation):
    translation.save_target()
    return translation.get_target_instance().specific


def test_a_page_is_stored_and_read_as_the_same_sentences(home):
    again = HomePage.objects.get(pk=home.pk)

    assert [sentence["zh"] for sentence in again.lead] == ["欢迎学习。", "请看课程。"]
    assert again.lead[0]["pinyin"][0]["pinyin"] == "huān"
    assert again.body[0].value["sentences"][0]["pinyin"][0]["pinyin"] == "tíng"


def test_a_revision_gives_back_the_same_sentences(home):
    from_revision = home.save_revision().as_object()

    assert from_revision.lead == home.lead
    assert from_revision.body.get_prep_value() == home.body.get_prep_value()
    assert home.with_content_json(json.loads(home.to_json())).lead == home.lead


@pytest.mark.parametrize("junk", ["3", "{}", "[null, 3]", '""'])
def test_junk_in_the_database_is_an_empty_text(home, junk):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE qiao_home_homepage SET lead = %s WHERE page_ptr_id = %s", [junk, home.pk])

    assert HomePage.objects.get(pk=home.pk).lead == []


def test_every_sentence_is_translated_by_itself(russian):
    translate(russian, "停车。", "Стоп.")
    translate(russian, "请看课程。", "Смотрите курсы.")

    page = target(russian)

    assert [sentence["translation"] for sentence in page.body[0].value["sentences"]] == ["Стоп.", "走。"]
    assert [sentences.is_untranslated(sentence) for sentence in page.lead] == [True, False]


def test_one_changed_sentence_alone_falls_back_to_untranslated(home, russian):
    for zh, text in [("停车。", "Стоп."), ("走。", "Пошли."), ("欢迎学习。", "Привет."), ("请看课程。", "Курсы.")]:
        translate(russian, zh, text)
    home.lead = sentences.build("欢迎来学习。请看课程。", previous=home.lead)
    home.save_revision().publish()
    russian.source.update_from_db()

    page = target(russian)

    assert [sentences.is_untranslated(sentence) for sentence in page.lead] == [True, False]
    assert not any(sentences.is_untranslated(sentence) for sentence in page.body[0].value["sentences"])


def test_a_text_that_was_cleared_is_cleared_in_the_translation(home, russian):
    assert target(russian).lead
    home.lead = []
    home.save_revision().publish()
    russian.source.update_from_db()

    assert target(russian).lead == []


def test_a_new_order_reaches_the_translation(home, russian):
    home.lead = sentences.build("请看课程。欢迎学习。", previous=home.lead)
    home.save_revision().publish()
    russian.source.update_from_db()

    assert [sentence["zh"] for sentence in target(russian).lead] == ["请看课程。", "欢迎学习。"]


def test_the_field_is_always_copied_before_it_is_translated(home):
    field = SentencesTranslatable("lead")

    assert field.is_translated(home)
    assert field.is_synchronized(home)
    assert not field.is_overridable(home)


@pytest.mark.parametrize(
    ("alt_text", "decorative", "accepted"), [("", False, False), ("Светофор", False, True), ("", True, True)]
)
def test_a_picture_has_an_alternative_text_or_is_decorative(alt_text, decorative, accepted):
    image = get_image_model().objects.create(title="信号机", file=get_test_image_file())
    made = blocks.PictureBlock()
    value = made.to_python(
        {"image": {"image": image.pk, "alt_text": alt_text, "decorative": decorative}, "caption": "信号机"}
    )

    if accepted:
        made.clean(value)
    else:
        with pytest.raises(StructBlockValidationError):
            made.clean(value)


def test_a_picture_says_how_large_it_is_and_waits_to_be_scrolled_to():
    image = get_image_model().objects.create(title="信号机", file=get_test_image_file(size=(1000, 500)))
    made = blocks.PictureBlock()
    value = made.to_python({"image": {"image": image.pk, "alt_text": "信号机", "decorative": False}, "caption": "进站"})

    html = made.render(value)

    for part in (
        ".webp 1000w",
        "srcset=",
        'width="',
        'height="',
        'loading="lazy"',
        'alt="信号机"',
        "<figcaption>",
    ):
        assert part in html


@pytest.fixture
def author(client, django_user_model):
    user = django_user_model.objects.create_superuser("author", "author@example.org", "secret")
    client.force_login(user)
    return client


def ask(client, data, **kwargs):
    return client.post(reverse("qiao_bilingual_preview"), json.dumps(data), content_type="application/json", **kwargs)


def test_the_preview_shows_what_saving_will_make(author):
    answer = ask(
        author, {"text": "还停车。走。", "sentences": [{"id": "kept", "zh": "走。", "corrections": ["zou9"]}]}
    ).json()

    assert [len(sentence["parts"]) for sentence in answer["sentences"]] == [4, 2]
    assert answer["sentences"][0]["parts"][-1] == ["。", None]
    assert not answer["sentences"][0]["pinyin"][0]["certain"]
    assert answer["state"][1] == {"id": "kept", "zh": "走。", "corrections": ["zou9"]}
    assert "zou9" in answer["sentences"][1]["errors"][0]
    assert "2 sentences" in answer["summary"] or "2" in answer["summary"]


def test_the_preview_says_that_a_text_is_too_long(author):
    answer = ask(author, {"text": "字" * 20_001}).json()

    assert "20001" in answer["errors"][0]


def test_a_text_far_too_long_is_not_read_at_all(author):
    answer = ask(author, {"text": "字" * 100_001}).json()

    assert answer["sentences"] == []
    assert answer["state"] is None
    assert answer["errors"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"3", b"{}", b'{"text": 3}', b'{"text": "", "options": 3}', b"\xff", b"[" * 9999]
)
def test_what_is_no_question_is_refused(author, body):
    answer = author.post(reverse("qiao_bilingual_preview"), body, content_type="application/json")

    assert answer.status_code == 400


@pytest.mark.parametrize("entries", [None, 3, "x", {}, [3, None, "x", []]])
def test_a_spoiled_state_costs_nothing_of_the_preview(author, entries):
    assert len(ask(author, {"text": "停车。", "sentences": entries}).json()["sentences"]) == 1


def test_visitors_are_not_answered(client):
    assert ask(client, {"text": "字"}).status_code == 302
    assert client.get(reverse("qiao_bilingual_slug")).status_code == 302


def test_a_question_without_a_token_is_refused(django_user_model):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(django_user_model.objects.create_superuser("author", "author@example.org", "secret"))

    assert ask(client, {"text": "字"}).status_code == 403


def test_the_slug_of_a_title_is_told(author):
    assert author.get(reverse("qiao_bilingual_slug"), {"title": "铁路信号"}).json() == {"slug": "tie-lu-xin-hao"}
    assert author.get(reverse("qiao_bilingual_slug")).json() == {"slug": ""}


def test_the_editor_of_a_page_shows_the_text_and_keeps_the_ids(author, home):
    html = author.get(reverse("wagtailadmin_pages:edit", args=[home.pk])).content.decode()

    assert "欢迎学习。请看课程。" in html
    assert home.lead[0]["id"] in html
    assert "sentences-editor" in html


def test_every_block_can_be_previewed_in_the_picker(author):
    for block in HomePage._meta.get_field("body").stream_block.child_blocks.values():
        answer = author.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})

        assert answer.status_code == 200, block.name
        assert "block-preview" in answer.content.decode()
