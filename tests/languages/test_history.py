"""Wagtail's history of a page says what was done to its translation, by whom and in which language."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.log_actions import LogContext
from wagtail.models import ModelLogEntry, PageLogEntry

from lessons.models import Term
from qiao.languages import api, history, texts
from qiao.languages.models import Unconfirmed
from qiao.languages.texts import Text

pytestmark = pytest.mark.django_db


@pytest.fixture
def translator(person):
    return person("kk")


@pytest.fixture
def kazakh(lesson, languages, translator):
    [translation] = api.submit(lesson, [languages["kk"]], user=translator)
    return translation


@pytest.fixture
def segments(kazakh):
    return [each for each in texts.segments_of(kazakh) if each.context.path != "slug"]


@pytest.fixture
def page(kazakh):
    return kazakh.get_target_instance()


def entries(page, action):
    return list(PageLogEntry.objects.filter(page=page.pk, action=f"qiao_languages.{action}"))


def read(client, user, page):
    """The text of the page's history as a person sees it."""
    client.force_login(user)
    html = client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


class TestTexts:
    def test_the_history_says_what_was_done_by_whom_in_which_language(
        self, client, kazakh, segments, page, translator, person
    ):
        reviewer = person("kk", "reviewers")
        texts.store(kazakh, {each: Text(f"Мәтін {each.pk}") for each in segments[:3]}, user=translator)
        machine = {each: Text("Machine", Unconfirmed.Reason.MACHINE) for each in segments[3:5]}
        texts.store(kazakh, machine, user=translator)
        texts.confirm(kazakh, segments[3:5], user=reviewer)
        texts.store(kazakh, {segments[0]: None}, user=translator)
        texts.store(kazakh, {segments[5]: Text("Файл")}, user=translator, action="import")
        api.add_comment(kazakh, segments[0].context, "Which signal?", user=translator)
        comment = api.add_comment(kazakh, segments[0].context, "The home signal.", user=reviewer)
        api.resolve_comments(kazakh, segments[0].context, user=reviewer, upto=comment.pk)
        api.assign(kazakh, assignee=translator, user=reviewer)
        api.start_review(kazakh, user=translator)
        page.refresh_from_db()
        page.current_workflow_state.current_task_state.approve(user=reviewer)
        said = read(client, reviewer, page)
        for text in (
            "Kazakh: submitted for translation",
            "Kazakh: 3 texts translated",
            "Kazakh: 2 texts translated by machine",
            "Kazakh: 2 texts confirmed",
            "Kazakh: 1 text taken away",
            "Kazakh: 1 text taken from a file",
            "Kazakh: 1 comment written",
            "Kazakh: 2 comments resolved",
            f"Kazakh: assigned to {translator.username}",
            "Kazakh: handed to the reviewers",
            "Kazakh: published, ",
        ):
            assert text in said
        people = {
            action: {entry.user for entry in entries(page, action)}
            for action in ("submit", "translate", "machine", "confirm", "import", "comment", "review", "publish")
        }
        assert people == {
            "submit": {translator},
            "translate": {translator},
            "machine": {translator},
            "confirm": {reviewer},
            "import": {translator},
            "comment": {translator, reviewer},
            "review": {translator},
            "publish": {reviewer},
        }

    def test_an_hour_of_one_person_is_one_entry(self, kazakh, segments, page, translator, person):
        for each in segments[:5]:
            texts.store(kazakh, {each: Text("Мәтін")}, user=translator)
        [entry] = entries(page, "translate")
        assert entry.data == {"language": "kk", "count": 5}
        texts.store(kazakh, {segments[5]: Text("Мәтін")}, user=person("kk"))
        assert sorted(each.data["count"] for each in entries(page, "translate")) == [1, 5]
        PageLogEntry.objects.filter(pk=entry.pk).update(timestamp=entry.timestamp - timedelta(hours=2))
        texts.store(kazakh, {segments[6]: Text("Мәтін")}, user=translator)
        assert sorted(each.data["count"] for each in entries(page, "translate")) == [1, 1, 5]

    def test_what_changes_nothing_is_not_noted(self, kazakh, segments, page, translator):
        for _time in range(2):
            texts.store(kazakh, {segments[0]: Text("Мәтін")}, user=translator)
        texts.store(kazakh, {segments[1]: None}, user=translator)
        [entry] = entries(page, "translate")
        assert entry.data["count"] == 1
        assert entries(page, "clear") == []

    def test_costs_three_queries_once_begun(self, kazakh, segments, translator):
        texts.store(kazakh, {segments[0]: Text("Мәтін")}, user=translator)
        with CaptureQueriesContext(connection) as queries:
            history.note_of(kazakh, "translate", user=translator, count=1)
        assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 3

    def test_two_pages_of_one_request_are_both_in_their_history(self, client, course, lesson, languages, person):
        user = person("kk", "reviewers")
        with LogContext(user=user):
            translations = [api.submit(each, [languages["kk"]])[0] for each in (course, lesson)]
        for translation in translations:
            assert "Kazakh: submitted for translation" in read(client, user, translation.get_target_instance())

    def test_a_text_without_its_page_is_stored_all_the_same(self, kazakh, segments, page, translator):
        page.delete()
        assert texts.store(kazakh, {segments[0]: Text("Мәтін")}, user=translator) == 1


class TestPublishing:
    def test_a_page_that_is_published_says_how_far_it_is(self, kazakh, segments, page, person):
        reviewer = person("kk", "reviewers")
        texts.store(kazakh, {each: Text("Мәтін") for each in segments[:2]}, user=reviewer)
        api.publish(kazakh, user=reviewer)
        [entry] = entries(page, "publish")
        total = len(texts.segments_of(kazakh))
        assert entry.user == reviewer
        assert entry.message == f"Kazakh: published, 2 texts translated of {total}"

    def test_a_chinese_page_that_changed_says_so_in_each_language(
        self, kazakh, segments, lesson, page, translator, person, django_capture_on_commit_callbacks
    ):
        author = person("zh-hans", "reviewers")
        texts.store(kazakh, {each: Text("Мәтін") for each in segments}, user=translator)
        lesson.body[0].value["sentences"][1]["zh"] = "红灯亮时，列车要停车。"
        with LogContext(user=author), django_capture_on_commit_callbacks(execute=True):
            lesson.save_revision(user=author).publish(user=author)
        [entry] = entries(page, "carry_on")
        assert entry.user == author
        assert entry.message == "Kazakh: the Chinese was changed, 1 text is out of date"

    def test_a_term_has_its_history_too(self, client, kazakh, languages, person):
        term = Term.objects.get(locale=languages["kk"])
        translation = api.translation_of(term)
        [segment] = texts.segments_of(translation)
        user = person("kk")
        texts.store(translation, {segment: Text("бағдаршам")}, user=user)
        api.publish(translation, user=user)
        said = {entry.message for entry in ModelLogEntry.objects.filter(object_id=str(term.pk), user=user)}
        assert "Kazakh: 1 text translated" in said
        assert "Kazakh: published, 1 text translated of 1" in said
        client.force_login(user)
        html = client.get(reverse(Term.snippet_viewset.get_url_name("history"), args=[term.pk])).content.decode()
        assert "Kazakh: 1 text translated" in html

    def test_own_fields_are_noted(self, kazakh, page, person):
        reviewer = person("kk", "reviewers")
        api.publish(kazakh, user=reviewer)
        page = kazakh.get_target_instance()
        name = api.local_fields(type(page))[0]
        api.fill_local_fields(page, {name: getattr(page, name)}, user=reviewer)
        assert [entry.user for entry in entries(page, "own_fields")] == [reviewer]

    def test_entries_of_unknown_data_can_be_read(self, page, translator):
        for action in history._TEXTS:
            entry = PageLogEntry.objects.log_action(page, f"qiao_languages.{action}", user=translator)
            assert entry.message
