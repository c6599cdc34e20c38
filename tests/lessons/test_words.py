"""The glossary of a course and of the site: what is in it, in which order, for whom, and at what cost."""

import contextlib
import csv
import io
import json
import re
import sqlite3
import uuid
import zipfile

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction, Site

from lessons.models import CourseIndexPage, Term
from lessons.vocabulary import Origin
from qiao.bilingual import sentences
from qiao.languages import api
from qiao.media.models import LibraryMedia
from tests import factories

pytestmark = pytest.mark.django_db


def vocabulary(*terms):
    """The stored form of a vocabulary block."""
    items = [{"type": "item", "id": str(uuid.uuid4()), "value": term.pk} for term in terms]
    return {"type": "vocabulary", "value": {"heading": [], "terms": items}}


def translated(term, locale, meaning, **values):
    """The term in a language, with a meaning."""
    api.submit(term, [locale])
    term = term.get_translation(locale)
    for name, value in {"meaning": meaning, **values}.items():
        setattr(term, name, value)
    term.save()
    return term


@pytest.fixture
def signals(course, languages):
    """A published course of two lessons, in Chinese and Russian, with three words, one of them untranslated."""
    red, green = factories.TermFactory(hanzi="红灯", pinyin=""), factories.TermFactory(hanzi="绿灯", pinyin="")
    turnout = factories.TermFactory(hanzi="道岔", pinyin="")
    translated(red, languages["ru"], "красный огонь", explanation=sentences.build([("红灯停。", "Стой.")]))
    translated(green, languages["ru"], "зелёный огонь")
    signals = factories.CoursePageFactory(parent=course.get_parent(), title="信号", slug="signals")
    for slug, title, terms in (("one", "第一课", [red, turnout]), ("two", "第二课", [red, green])):
        lesson = factories.LessonPageFactory(parent=signals, title=title, slug=slug, body=[vocabulary(*terms)])
        api.publish(api.submit(lesson, [languages["ru"]])[0])
    api.publish(api.translation_of(signals.get_translation(languages["ru"])))
    return signals


def russian(page, languages):
    return page.get_translation(languages["ru"])


def asked(client, page, below="glossary/"):
    answer = client.get(f"{page.url}{below}")
    assert answer.status_code == 200
    return answer.content.decode()


def headings(text):
    """[(heading, its words)] of a glossary."""
    parts = re.split(r"<h2[^>]*>(.*?)</h2>", text, flags=re.DOTALL)[1:]
    return [
        (heading.strip(), re.findall(r'<dt lang="zh-Hans">(.*?)</dt>', part))
        for heading, part in zip(parts[::2], parts[1::2], strict=True)
    ]


class TestCourse:
    def test_words_stand_in_the_order_of_their_meanings_and_untranslated_ones_last(self, client, signals, languages):
        text = asked(client, russian(signals, languages))

        *letters, (_missing, words) = headings(text)
        assert letters == [("З", ["绿灯"]), ("К", ["红灯"])]
        assert words == ["道岔"]

    def test_in_chinese_they_stand_by_their_pinyin(self, client, signals):
        assert headings(asked(client, signals)) == [("D", ["道岔"]), ("H", ["红灯"]), ("L", ["绿灯"])]

    def test_an_entry_says_all_that_is_known_of_a_word(self, client, signals, languages):
        red = Term.objects.get(hanzi="红灯", locale=languages["ru"])
        red.origin, red.image = Origin.CEDICT, factories.ImageFactory()
        red.save()
        text = asked(client, russian(signals, languages))
        entry = text[text.index(f'id="{red.anchor}"') :].split("glossary-entry")[0]

        assert "hóngdēng" in entry
        assert "красный огонь" in entry
        assert "Стой." in entry
        assert "https://creativecommons.org/licenses/by-sa/4.0/" in entry
        assert red.picture.url in entry
        for lesson in russian(signals, languages).get_children():
            assert f'href="{lesson.url}"' in entry

    def test_course_and_lesson_lead_to_it(self, client, signals):
        for page in (signals, signals.get_children().first()):
            assert f'href="{signals.url}glossary/"' in client.get(page.url).content.decode()

    def test_other_languages_are_linked_at_their_glossary(self, client, signals, languages):
        text = asked(client, signals)
        address = f"{russian(signals, languages).url}glossary/"

        assert re.search(rf'rel="alternate"\s+hreflang="ru"\s+href="http://testserver{address}"', text)
        assert re.search(rf'<a href="{address}"\s+hreflang="ru"', text)

    def test_a_course_without_words_says_so(self, client, course):
        empty = factories.CoursePageFactory(parent=course.get_parent(), title="空", slug="empty")

        assert "glossary-empty" in asked(client, empty)
        assert "glossary-empty" in asked(client, empty, "glossary/cards/")

    def test_it_is_as_closed_as_its_course(self, client, signals):
        restriction = PageViewRestriction.objects.create(page=signals, restriction_type=PageViewRestriction.GROUPS)
        restriction.groups.add(Group.objects.first())

        assert client.get(f"{signals.url}glossary/").status_code == 302

    def test_a_closed_lesson_is_not_named_in_it(self, client, signals):
        closed = signals.get_children().get(slug="two")
        PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)

        text = asked(client, signals)

        assert "第二课" not in text
        assert headings(text) == [("D", ["道岔"]), ("H", ["红灯"])]

    def test_a_draft_has_none(self, client, signals):
        for page in signals.get_translations(inclusive=True):
            page.unpublish()

        assert client.get(f"{signals.url}glossary/").status_code == 404

    @pytest.mark.parametrize("below", ["glossary/", "glossary/cards/"])
    def test_a_language_without_the_course_offers_the_glossaries_that_there_are(self, client, signals, below):
        answer = client.get(signals.get_url().replace("/zh-hans/", "/kk/") + below)
        assert answer.status_code == 200
        assert f'href="{signals.get_url()}{below}"' in answer.content.decode()
        assert f'href="{signals.get_url().replace("/zh-hans/", "/ru/")}{below}"' in answer.content.decode()

    def test_what_is_no_part_of_it_is_not_found(self, client, signals):
        assert client.get(f"{signals.url}glossary/nothing/").status_code == 404
        assert client.get(f"{signals.url}glossary/cards/more/").status_code == 404

    def test_a_page_of_that_address_is_found_before(self, client, signals):
        factories.LessonPageFactory(parent=signals, title="词汇课", slug="glossary", body=[])

        assert '<article class="lesson">' in asked(client, signals)

    def test_a_term_that_was_deleted_is_gone_from_it(self, client, signals):
        Term.objects.filter(hanzi="红灯").delete()
        cache.clear()

        assert headings(asked(client, signals)) == [("D", ["道岔"]), ("L", ["绿灯"])]


class TestSite:
    def test_the_index_of_courses_lists_every_term(self, client, signals):
        factories.TermFactory(hanzi="铁鞋", pinyin="")
        index = CourseIndexPage.objects.get(pk=signals.get_parent().pk)

        words = [word for _letter, words in headings(asked(client, index)) for word in words]

        assert {"铁鞋", "红灯", "信号机"} <= set(words)


class TestCards:
    def test_each_word_is_a_card_of_two_sides(self, client, signals, languages):
        text = asked(client, russian(signals, languages), "glossary/cards/")

        assert text.count('class="word-card-front"') == 3
        assert re.search(r"绿灯</b>.*?lǜdēng.*?зелёный огонь", text, re.DOTALL)


def notes(content, folder):
    """The fields of each note in an Anki deck, by the first, and the names of its media."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    file = folder / "collection.anki2"
    file.write_bytes(archive.read("collection.anki2"))
    with contextlib.closing(sqlite3.connect(file)) as collection:
        rows = [row[0].split("\x1f") for row in collection.execute("SELECT flds FROM notes")]
    media = json.loads(archive.read("media"))
    assert all(archive.read(number) for number in media)
    return {row[0]: row for row in rows}, set(media.values())


class TestFiles:
    def test_the_table_has_the_words_in_the_language_of_the_page(self, client, signals, languages):
        answer = client.get(f"{russian(signals, languages).url}glossary/csv/")
        header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))

        assert answer.headers["Content-Disposition"] == 'attachment; filename="signals-ru.csv"'
        assert len(header) == len(rows[0])
        assert [row[0] for row in rows] == ["绿灯", "红灯", "道岔"]
        assert rows[1][1:2] + rows[1][3:6] == ["hóngdēng", "красный огонь", "红灯停。", "Стой."]

    def test_no_cell_starts_a_formula(self, client, signals, languages):
        term = Term.objects.get(hanzi="红灯", locale=languages["ru"])
        term.meaning = '=HYPERLINK("http://x")'
        term.save()
        answer = client.get(f"{russian(signals, languages).url}glossary/csv/")

        assert "'=HYPERLINK" in answer.content.decode()
        assert not re.search(r'(^|[,"])=', answer.content.decode())

    def test_the_deck_opens_with_notes_sound_and_picture(self, client, signals, languages, tmp_path):
        recording = LibraryMedia.objects.create(
            title="词", type="audio", duration=1, is_synthetic=True, file=ContentFile(b"x", name="word.mp3")
        )
        image = factories.ImageFactory()
        for term in Term.objects.filter(hanzi="红灯"):
            term.audio, term.image = recording, image
            term.save()
        url = f"{russian(signals, languages).url}glossary/anki/"

        found, media = notes(client.get(url).content, tmp_path)

        assert set(found) == {"红灯", "绿灯", "道岔"}
        assert found["红灯"][1:3] == ["hóngdēng", "красный огонь"]
        assert found["红灯"][4] == "红灯停。<br>Стой."
        assert "[sound:qiao-word" in found["红灯"][6]
        assert "<small>" in found["红灯"][6]
        assert len(media) == 2

    def test_a_deck_goes_without_media_that_are_gone(self, client, signals, languages, tmp_path):
        recording = LibraryMedia.objects.create(
            title="词", type="audio", duration=1, file=ContentFile(b"x", name="lost.mp3")
        )
        Term.objects.filter(hanzi="红灯").update(audio=recording)
        recording.file.storage.delete(recording.file.name)

        found, media = notes(client.get(f"{signals.url}glossary/anki/").content, tmp_path)

        assert found["红灯"][6] == ""
        assert media == set()

    def test_a_newer_deck_updates_the_notes_of_the_older_one(self, client, signals, languages, tmp_path):
        def ids():
            cache.clear()
            notes(client.get(f"{signals.url}glossary/anki/").content, tmp_path)
            with contextlib.closing(sqlite3.connect(tmp_path / "collection.anki2")) as collection:
                return collection.execute("SELECT guid, mid, did FROM notes JOIN cards ON nid = notes.id").fetchall()

        before = ids()
        Term.objects.filter(hanzi="红灯").update(pinyin="hóng dēng")

        assert sorted(ids()) == sorted(before)


class TestCost:
    def count(self, client, url):
        cache.clear()
        Site.clear_site_root_paths_cache()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    def test_queries_do_not_grow_with_words_lessons_and_pictures(self, client, signals):
        url = f"{signals.url}glossary/"
        Term.objects.filter(hanzi="红灯").update(image=factories.ImageFactory())
        client.get(url)
        before = self.count(client, url)
        for number in range(4):
            term = factories.TermFactory(hanzi="车" * (number + 1), pinyin="", image=factories.ImageFactory())
            factories.LessonPageFactory(
                parent=signals, title=f"课{number}", slug=f"more-{number}", body=[vocabulary(term)]
            )
        client.get(url)

        assert self.count(client, url) == before
        assert before <= 25
