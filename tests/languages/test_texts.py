"""Texts of a translation are stored in bulk; what no person stands for is neither counted nor published."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail_localize.models import StringTranslation

from qiao.languages import api, texts
from qiao.languages.models import Unconfirmed
from qiao.languages.texts import Text

pytestmark = pytest.mark.django_db


def all_but_slug(translation):
    return [segment for segment in texts.segments_of(translation) if segment.context.path != "slug"]


class TestStore:
    def test_what_a_person_wrote_is_counted_and_published(self, russian, person):
        segments = all_but_slug(russian)
        user = person("ru")
        count = texts.store(russian, {segment: Text(f"Текст {segment.pk}") for segment in segments}, user=user)
        assert count == len({(segment.string_id, segment.context_id) for segment in segments})
        assert api.progress(russian).percent == 100
        assert api.publish(russian).title.startswith("Текст")
        assert set(StringTranslation.objects.values_list("last_translated_by", flat=True)) == {user.pk}

    def test_a_second_time_changes_nothing(self, russian):
        given = {segment: Text("Текст") for segment in all_but_slug(russian)}
        texts.store(russian, given)
        assert texts.store(russian, given) == 0

    def test_the_list_of_pages_shows_the_new_title(self, russian):
        [title] = [segment for segment in all_but_slug(russian) if segment.context.path == "title"]
        texts.store(russian, {title: Text("Входной светофор")})
        assert russian.get_target_instance().draft_title == "Входной светофор"

    def test_a_text_is_taken_away(self, russian):
        first = all_but_slug(russian)[0]
        texts.store(russian, {first: Text("Текст")})
        assert texts.store(russian, {first: None}) == 1
        assert texts.segments_of(russian)[0].stored is None

    def test_broken_markup_is_kept_and_not_published(self, russian):
        first = all_but_slug(russian)[0]
        texts.store(russian, {first: Text("Текст <script>alert(1)</script>")})
        assert texts.segments_of(russian)[0].stored.has_error
        assert api.progress(russian).translated == 0

    def test_a_sentence_of_another_page_is_refused(self, russian, course, languages):
        [other] = api.submit(course, [languages["ru"]])
        with pytest.raises(ValueError, match="another page"):
            texts.store(russian, {all_but_slug(other)[0]: Text("Текст")})

    def test_costs_the_same_for_one_and_for_all(self, russian):
        segments = all_but_slug(russian)
        counts = []
        for given in (segments[:1], segments[1:]):
            with CaptureQueriesContext(connection) as queries:
                texts.store(russian, {segment: Text("Текст") for segment in given})
            counts.append(len(queries))
        assert counts[1] <= counts[0]


class TestUnconfirmed:
    @pytest.mark.parametrize("reason", Unconfirmed.Reason.values)
    def test_waits_for_a_person(self, russian, person, reason):
        segments = all_but_slug(russian)
        texts.store(russian, {segment: Text("Черновик", reason) for segment in segments})
        assert api.progress(russian).translated == 0
        assert "Черновик" not in str(api.publish(russian).serializable_data())
        assert texts.is_unconfirmed(all_but_slug(russian)[0].stored) == reason

        assert texts.confirm(russian, segments, user=person("ru"))
        assert api.progress(russian).percent == 100
        assert "Черновик" in str(api.publish(russian).serializable_data())
        assert not Unconfirmed.objects.exists()

    def test_a_text_that_a_person_types_needs_no_other_confirmation(self, russian):
        first = all_but_slug(russian)[0]
        texts.store(russian, {first: Text("Черновик", "machine")})
        texts.store(russian, {first: Text("Черновик")})
        assert not texts.is_unconfirmed(texts.segments_of(russian)[0].stored)


class TestPlain:
    @pytest.mark.parametrize(
        ("data", "text"),
        [
            ("Красный огонь", "Красный огонь"),
            ("Q&amp;A: 5 &lt; 6 &amp;&amp; 7 &gt; 6", "Q&A: 5 < 6 && 7 > 6"),
            ("Первая строка<br/>вторая", "Первая строка\nвторая"),
            ("&lt;b&gt; пишут так", "<b> пишут так"),
            ("Бағдаршам 'қызыл' \"от\"", "Бағдаршам 'қызыл' \"от\""),
        ],
    )
    def test_text_without_formatting_goes_there_and_back(self, data, text):
        assert texts.plain(data) == text
        assert texts.from_plain(text) == data
        assert not texts.has_markup(data)

    def test_tags_are_taken_out(self):
        data = 'См. <a id="a1">правила</a> и <b>знаки</b>'
        assert texts.plain(data) == "См. правила и знаки"
        assert texts.has_markup(data)

    def test_an_older_text_that_was_not_escaped_is_read_as_it_was_typed(self):
        assert texts.plain("5 < 6 > 4 & R&D") == "5 < 6 > 4 & R&D"
