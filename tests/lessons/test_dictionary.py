"""The general dictionary: how its table is filled, what it suggests for a term, and that its licence is told."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from lessons.models import DictionaryEntry, Term
from lessons.vocabulary import Origin
from lessons.words import dictionary
from tests import factories

pytestmark = pytest.mark.django_db


def entry(simplified, pinyin, definitions):
    return DictionaryEntry.objects.create(
        simplified=simplified, traditional=simplified, pinyin=pinyin, definitions=definitions, release="test"
    )


@pytest.fixture
def signal():
    """What the dictionary says of 信号机."""
    return entry("信号机", "xin4 hao4 ji1", "signal (device)/CL:個|个[ge4]")


class TestFilling:
    def test_the_command_fills_the_table_once(self, capsys, django_assert_num_queries):
        call_command("dictionary")
        assert "entries of CC-CEDICT were stored" in capsys.readouterr().out
        assert DictionaryEntry.objects.count() > 100_000
        assert dictionary.suggestions("信号机") == []
        assert ("xìnhào", "signal") in dictionary.suggestions("信号")
        with django_assert_num_queries(3):
            call_command("dictionary")
        assert "is there already" in capsys.readouterr().out

    def test_a_newer_release_takes_the_place_of_the_older(self, signal, monkeypatch):
        class Small:
            def get_entries(self):
                return [{"simplified": "灯", "traditional": "燈", "pinyin": "deng1", "definitions": ["lamp", "light"]}]

        monkeypatch.setattr(dictionary, "CcCedict", Small)

        assert dictionary.fill() == 1
        assert [str(each) for each in DictionaryEntry.objects.all()] == ["灯 [deng1]"]


class TestSuggestions:
    @pytest.mark.parametrize(
        ("pinyin", "definitions", "suggestion"),
        [
            ("xin4 hao4 ji1", "signal (device)/CL:個|个[ge4]", ("xìnhàojī", "signal (device)")),
            ("Xi1 an1", "Xi'an, capital of 陝西|陕西[Shan3 xi1]", ("xī'ān", "Xi'an, capital of 陕西")),
            ("lu:4 deng1", "green light/a/b/c", ("lǜdēng", "green light; a; b")),
            ("deng1", "variant of 燈|灯[deng1]", ("dēng", "")),
            ("A B", "letters", ("", "letters")),
            ("a1", "x" * 200 + "/" + "y" * 200, ("ā", "x" * 200)),
        ],
    )
    def test_pinyin_has_tone_marks_and_the_meaning_what_a_reader_needs(self, pinyin, definitions, suggestion):
        entry("词", pinyin, definitions)

        assert dictionary.suggestions("词") == [suggestion]

    def test_words_come_before_names(self):
        entry("高", "Gao1", "surname Gao")
        entry("高", "gao1", "high")

        assert [each.meaning for each in dictionary.suggestions("高")] == ["high", "surname Gao"]

    def test_the_admin_is_answered_and_nobody_else(self, client, person, signal):
        url = reverse("qiao_terms_dictionary")
        client.force_login(person("zh-hans"))
        answer = client.get(url, {"hanzi": " 信号机 "})

        assert answer.json() == {
            "suggestions": [{"pinyin": "xìnhàojī", "meaning": "signal (device)", "said": "xìnhàojī — signal (device)"}]
        }
        assert client.get(url).json() == {"suggestions": []}
        client.force_login(person(None))
        assert client.get(url, {"hanzi": "信号机"}).status_code in (302, 403)


class TestForm:
    @pytest.fixture
    def post(self, client, person):
        """post(role, term, **values) sends the form of a Chinese term as the browser does."""

        def sent(user, term=None, **values):
            client.force_login(user)
            viewset = Term.snippet_viewset
            url = (
                reverse(viewset.get_url_name("edit"), args=[term.pk]) if term else reverse(viewset.get_url_name("add"))
            )
            data = {
                "hanzi": "信号机", "pinyin": "", "part_of_speech": "noun", "field": "general", "meaning": "",
                "explanation": "", "image": "", "audio": "", "english": "",
            }  # fmt: skip
            return client.post(url, {**data, **values})

        return sent

    def english(self, languages):
        return Term.objects.filter(hanzi="信号机", locale=languages["en"]).first()

    @pytest.fixture(autouse=True)
    def _no_terms(self, db):
        Term.objects.all().delete()

    def test_a_meaning_of_the_dictionary_is_stored_with_its_source(self, post, person, languages, signal):
        assert post(person("zh-hans"), pinyin="xìnhàojī", english="signal (device)").status_code == 302

        assert (self.english(languages).meaning, self.english(languages).origin) == ("signal (device)", Origin.CEDICT)

    def test_an_own_meaning_is_the_editors(self, post, languages, django_user_model, signal):
        chief = django_user_model.objects.create_superuser("chief", "c@example.org", "x")

        post(chief, english="signal")

        assert (self.english(languages).meaning, self.english(languages).origin) == ("signal", Origin.EDITOR)

    def test_who_may_not_write_english_writes_none(self, post, person, languages, signal):
        answer = post(person("zh-hans"), english="my own words")

        assert answer.status_code == 200
        assert "You may not write English here" in answer.content.decode()
        assert Term.objects.count() == 0

    def test_without_a_meaning_there_is_no_english_term(self, post, person, languages, signal):
        post(person("zh-hans"))

        assert Term.objects.get(hanzi="信号机").pinyin == "xìnhàojī"
        assert self.english(languages) is None

    def test_an_edit_leaves_the_english_meaning_where_it_was_not_touched(self, post, person, languages, signal):
        post(person("zh-hans"), english="signal (device)")
        term = Term.objects.get(hanzi="信号机", locale=languages["zh-hans"])

        post(person("zh-hans"), term, english="signal (device)", part_of_speech="phrase")

        assert self.english(languages).origin == Origin.CEDICT

    def test_translators_see_where_to_write_the_explanation(self, client, languages, django_user_model, signal):
        from tests.lessons.test_words import translated

        term = factories.TermFactory(explanation=[{"zh": "指挥列车。"}])
        russian = translated(term, languages["ru"], "светофор")
        client.force_login(django_user_model.objects.create_superuser("chief", "c@example.org", "x"))

        answer = client.get(reverse(Term.snippet_viewset.get_url_name("edit"), args=[russian.pk]))

        assert answer.status_code == 200
        assert answer.content.decode().count("data-desk-box") == 2  # the meaning and the explanation
        assert "English meaning" not in answer.content.decode()


def test_the_usage_of_a_term_is_told_before_it_is_deleted(client, lesson, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("chief", "c@example.org", "x"))
    term = Term.objects.get(hanzi="信号机")

    text = client.get(reverse(Term.snippet_viewset.get_url_name("delete"), args=[term.pk])).content.decode()

    assert "This term is referenced 1 time." in text
