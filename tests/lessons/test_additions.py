"""Blocks that a language adds to its translation of a lesson: drafted, published and kept by that language alone."""

import json
from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import escape
from wagtail.models import Page
from wagtail_localize.models import StringSegment

from lessons.models import LessonPage
from qiao.bilingual import sentences
from qiao.languages import api, content, texts
from tests import factories

pytestmark = pytest.mark.django_db

NOTE = "Біздің депода бұл сигналды басқаша атайды."
PARAGRAPH = {"key": "a", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
LATER = "Оқытушыңыздан сұраңыз."


def block(text, key="3f8f0f6e-0000-4c1c-8f4a-0c3a5c0f0a01"):
    """The stored form of a block of formatted text."""
    return {"type": "rich_text", "id": key, "value": f"<p>{text}</p>"}


def form(*texts, **more):
    """What the form of own blocks sends for blocks of formatted text, as its editor writes them."""
    data = {"additions-count": str(len(texts)), **more}
    for number, text in enumerate(texts):
        data |= {
            f"additions-{number}-deleted": "",
            f"additions-{number}-order": str(number),
            f"additions-{number}-type": "rich_text",
            f"additions-{number}-id": "",
            f"additions-{number}-value": json.dumps({"blocks": [{**PARAGRAPH, "text": text}], "entityMap": {}}),
        }
    return data


def said(page):
    """What the own blocks of a page say."""
    return "".join(str(each.value) for each in page.additions)


def live(translation):
    """The row of a translation's page, as readers have it."""
    return LessonPage.objects.get(translation_key=translation.source.object_id, locale=translation.target_locale)


def draft(translation):
    """The last draft of a translation's page."""
    return live(translation).get_latest_revision_as_object()


@pytest.fixture
def kazakh(lesson, languages):
    """The lesson's Kazakh translation, complete and published."""
    [translation] = api.submit(lesson, [languages["kk"]])
    segments = StringSegment.objects.filter(source=translation.source).select_related("string", "context")
    texts.store(translation, {each: texts.Text(f"→ {each.string.data}") for each in segments})
    api.publish(translation)
    return translation


@pytest.fixture
def url(kazakh):
    """Where the Kazakh blocks are written."""
    return reverse("qiao_languages:own_fields", args=[live(kazakh).pk])


@pytest.fixture
def rewrite(lesson, django_capture_on_commit_callbacks):
    """Publishes the Chinese with another sentence and another duration."""

    def publish(text="进站信号机设在车站入口。红灯亮时，列车应当停车。"):
        value = lesson.body[0].value
        value["sentences"] = sentences.build(text, previous=value["sentences"])
        lesson.estimated_minutes = 40
        with django_capture_on_commit_callbacks(execute=True):
            lesson.save_revision().publish()

    return publish


class TestWriting:
    def test_an_editor_writes_a_draft_and_the_reviewer_publishes_it(self, client, kazakh, url, person):
        client.force_login(person("kk"))
        page = client.get(url).content.decode()
        assert "Save draft" in page
        assert "language_reviewer" not in page
        assert client.post(url, form(NOTE)).status_code == 302
        assert not live(kazakh).additions
        assert NOTE in said(draft(kazakh))
        api.publish(kazakh, user=person("kk", "reviewers"))
        assert NOTE in said(live(kazakh))

    def test_an_editor_signs_for_nobody(self, client, kazakh, url, person):
        editor = person("kk")
        client.force_login(editor)
        client.post(url, form(NOTE, language_reviewer=editor.pk, language_reviewed_on="2026-02-01"))
        assert draft(kazakh).language_reviewer is None

    def test_a_reviewer_publishes_them_alone(self, client, kazakh, url, person):
        segment = kazakh.source.stringsegment_set.get(string__data="红灯亮时，列车必须停车。")
        texts.store(kazakh, {segment: texts.Text("жоба")})
        api.save_draft(kazakh)
        client.force_login(person("kk", "reviewers"))
        client.post(url, form(NOTE))
        assert NOTE in said(live(kazakh))
        assert "жоба" not in str(live(kazakh).body.get_prep_value())
        assert "жоба" in str(draft(kazakh).body.get_prep_value())
        assert NOTE in said(draft(kazakh))

    def test_another_language_writes_nothing(self, client, kazakh, url, person):
        client.force_login(person("ru", "reviewers"))
        assert client.post(url, form(NOTE)).status_code in (302, 403)
        assert not draft(kazakh).additions

    def test_a_block_without_text_is_refused(self, client, kazakh, url, person):
        client.force_login(person("kk"))
        data = {"additions-0-type": "note", "additions-0-value-heading": "", "additions-0-value-sentences": ""}
        response = client.post(url, form(NOTE) | data)
        assert response.status_code == 200
        assert response.context["form"].errors["additions"]

    def test_what_was_not_sent_stays(self, client, kazakh, url, person):
        api.fill_local_fields(live(kazakh), {"additions": [block(NOTE)]})
        reviewer = person("kk", "reviewers")
        client.force_login(reviewer)
        client.post(url, {"language_reviewer": reviewer.pk, "language_reviewed_on": "2026-02-01"})
        assert live(kazakh).language_reviewer == reviewer
        assert NOTE in said(live(kazakh))

    def test_nobody_writes_while_it_is_reviewed(self, client, kazakh, url, person):
        editor = person("kk")
        api.start_review(kazakh, user=editor)
        client.force_login(editor)
        assert "is locked or being reviewed" in client.post(url, form(NOTE), follow=True).content.decode()
        assert not draft(kazakh).additions

    def test_what_is_reviewed_is_published_with_them(self, client, kazakh, url, person):
        editor = person("kk")
        client.force_login(editor)
        client.post(url, form(NOTE))
        api.start_review(kazakh, user=editor)
        live(kazakh).current_workflow_task_state.approve(user=person("kk", "reviewers"))
        assert NOTE in said(live(kazakh))


class TestCarriedOn:
    def test_published_blocks_stay_and_all_else_follows(self, lesson, languages, kazakh, rewrite):
        [russian] = api.submit(lesson, [languages["ru"]])
        api.fill_local_fields(live(kazakh), {"additions": [block(NOTE)]})
        rewrite()
        assert live(kazakh).estimated_minutes == 40
        assert NOTE in said(live(kazakh))
        assert api.progress(kazakh).outdated == 1
        api.publish(kazakh)
        page = live(kazakh)
        assert NOTE in said(page)
        assert page.body[0].value["sentences"][1]["zh"] == "红灯亮时，列车应当停车。"
        assert not live(russian).additions
        assert not LessonPage.objects.get(pk=lesson.pk).additions

    @pytest.mark.parametrize("was_live", [True, False])
    def test_drafted_blocks_stay_a_draft(self, lesson, languages, kazakh, rewrite, was_live):
        translation = kazakh if was_live else api.submit(lesson, [languages["ru"]])[0]
        api.save_draft(translation, own={"additions": [block(NOTE)]})
        rewrite()
        assert NOTE in said(draft(translation))
        if was_live:
            assert not live(translation).additions
        api.save_draft(translation)
        assert NOTE in said(draft(translation))
        api.publish(translation)
        assert NOTE in said(live(translation))
        assert live(translation).estimated_minutes == 40

    def test_a_draft_of_blocks_survives_what_a_reviewer_signs(self, kazakh, person):
        api.fill_local_fields(live(kazakh), {"additions": [block(NOTE)]})
        api.save_draft(kazakh, own={"additions": [block(NOTE), block(LATER, "3f8f0f6e-0000-4c1c-8f4a-0c3a5c0f0a02")]})
        signed = {"language_reviewer": person("kk", "reviewers"), "language_reviewed_on": date(2026, 2, 1)}
        api.fill_local_fields(live(kazakh), signed)
        assert LATER not in said(live(kazakh))
        assert LATER in said(draft(kazakh))
        assert draft(kazakh).language_reviewer is not None

    def test_they_are_no_sentences_to_translate(self, kazakh, rewrite):
        total = api.progress(kazakh).total
        api.fill_local_fields(live(kazakh), {"additions": [block(NOTE)]})
        rewrite()
        assert api.progress(kazakh).total == total


class TestReading:
    def test_they_are_read_in_their_language_alone(self, client, lesson, kazakh):
        api.fill_local_fields(live(kazakh), {"additions": [block(NOTE)]})
        page = client.get(live(kazakh).url).content.decode()
        assert escape(NOTE) in page
        assert "本语言补充" in page
        chinese = client.get(lesson.url).content.decode()
        assert escape(NOTE) not in chinese
        assert "本语言补充" not in chinese

    def test_they_are_found(self, kazakh):
        api.fill_local_fields(live(kazakh), {"additions": [block(NOTE)]})
        assert "депода" in live(kazakh).search_tokens() or "депо" in live(kazakh).search_tokens()

    def test_a_block_that_was_duplicated_has_sentences_of_its_own(self, kazakh):
        text = {"type": "text", "value": {"heading": [], "sentences": sentences.build([("信号", "сигнал")])}}
        api.save_draft(kazakh, own={"additions": [text, text]})
        first, second = draft(kazakh).additions
        assert first.value["sentences"][0]["id"] != second.value["sentences"][0]["id"]
        assert second.value["sentences"][0]["translation"] == "сигнал"

    def test_they_cost_no_query_each(self, client, kazakh, django_assert_max_num_queries):
        picture = {
            "type": "image",
            "value": {
                "image": {"image": factories.ImageFactory().pk, "decorative": False, "alt_text": "сигнал"},
                "caption": [],
            },
        }
        api.fill_local_fields(live(kazakh), {"additions": [block(NOTE), picture, picture]})
        client.get(live(kazakh).url)
        with django_assert_max_num_queries(25):
            client.get(live(kazakh).url, {"fresh": "1"})


def test_content_brings_them_along(tmp_path, lesson, kazakh):
    text = {"type": "text", "value": {"heading": [], "sentences": sentences.build([("信号", "сигнал")])}}
    api.fill_local_fields(live(kazakh), {"additions": [block(NOTE), text]})
    content.dump(tmp_path, page=lesson.get_parent())
    for page in Page.objects.filter(translation_key=lesson.translation_key):
        page.delete()
    content.load(tmp_path)
    page = live(kazakh)
    assert page.live
    assert NOTE in said(page)
    assert page.additions[1].value["sentences"][0]["translation"] == "сигнал"
    assert content.load(tmp_path).updated == []
