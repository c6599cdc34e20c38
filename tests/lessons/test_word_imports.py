"""Words come in as a table and go out as one: what is read, what is refused with which sentence, and who may what."""

import csv
import io
import re
import time
import zipfile
from html import unescape

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from lessons.models import Term
from lessons.vocabulary import Origin
from lessons.words import imports, tables
from qiao.bilingual import sentences
from qiao.languages import api, uploads
from tests import factories
from tests.lessons.test_words import notes, translated, vocabulary

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(django_user_model):
    """Somebody who may write every language."""
    return django_user_model.objects.create_superuser("chief", "chief@example.org", "password")


@pytest.fixture
def red(languages):
    """红灯, translated into Russian."""
    term = factories.TermFactory(hanzi="红灯", pinyin="hóngdēng", explanation=sentences.build("红灯停。别走。"))
    translated(term, languages["ru"], "красный огонь")
    return term


def table(*rows, encoding="utf-8", delimiter=","):
    """The bytes of a CSV file."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def sheet(*rows):
    """The bytes of an XLSX file."""
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def planned(user, *rows):
    """The rows of a plan by their hanzi."""
    read = imports.read(io.BytesIO(table(*rows)), "words.csv")
    return {row.hanzi: row for row in imports.plan(read, user=user)}


def stored(user, *rows):
    read = imports.read(io.BytesIO(table(*rows)), "words.csv")
    return imports.store(read, user=user, filename="words.csv")


class TestReading:
    @pytest.mark.parametrize(
        "data",
        [
            table(["hanzi", "meaning_ru"], ["红灯", "красный огонь"]),
            table(["hanzi", "meaning_ru"], ["红灯", "красный огонь"], encoding="utf-8-sig"),
            table(["hanzi", "meaning_ru"], ["红灯", "красный огонь"], encoding="utf-16"),
            table(["hanzi", "meaning_ru"], ["红灯", "красный огонь"], delimiter=";"),
            table(["Hanzi", "Meaning (ru)", ""], ["红灯 ", " красный  огонь", ""], delimiter="\t"),
            sheet(["hanzi", "meaning_ru"], ["红灯", "красный огонь"], [None, None]),
        ],
    )
    def test_a_table_is_read_however_it_was_saved(self, data):
        [(_line, cells)] = imports.read(io.BytesIO(data), "words")

        assert cells == {"hanzi": "红灯", "meaning_ru": "красный огонь"}

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            ("hanzi,meaning_ru\n?,сигнал".encode("cp1251"), "perhaps in Windows-1251"),
            ("hanzi,meaning_ru\n红灯,огонь".encode("gb18030"), "perhaps in Windows-1251 or GBK"),
            (b"", "is empty"),
            (b"\n\n,,\n", "is empty"),
            (table(["hanzi", "pinyin"]), "no words below"),
            (table(["word", "pinyin"], ["红灯", ""]), "no column “hanzi”"),
            (table(["hanzi", "meaning_de", "colour"], ["红灯", "", ""]), "not known: meaning_de, colour"),
            (table(["hanzi", "pinyin", "pinyin"], ["红灯", "", ""]), "twice: pinyin"),
            (table(["hanzi"], *[[f"灯{n}"] for n in range(501)]), "has 501 words, and 500 is the most"),
            (table(["hanzi", "pinyin"], ["红灯", "a", "b"]), "Line 2 has more cells"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "old .xls file"),
            (b"PK\x03\x04 no archive", "can't be read as a table"),
            (b"hanzi\n" + b"x" * (5 * 1024**2), "more than 5 MB"),
        ],
    )
    def test_what_is_no_table_is_refused_with_a_sentence(self, data, sentence):
        with pytest.raises(imports.TableError) as error:
            imports.read(io.BytesIO(data), "words.csv")

        assert sentence in str(error.value)

    def test_a_file_that_unpacks_to_too_much_is_refused(self):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * (51 * 1024**2))

        with pytest.raises(imports.TableError, match="unpacks to far more"):
            imports.read(io.BytesIO(file.getvalue()), "words.xlsx")


class TestPlan:
    def test_rows_are_new_changed_unchanged_or_refused(self, chief, red):
        found = planned(
            chief,
            ["hanzi", "pinyin", "meaning_ru", "meaning_en"],
            ["红灯", "", "красный сигнал", ""],
            ["信号机", "xìnhàojī", "", ""],
            ["道岔", "", "стрелочный перевод", "turnout"],
            ["signal", "", "сигнал", ""],
        )

        assert {hanzi: row.state for hanzi, row in found.items()} == {
            "红灯": "changed", "信号机": "unchanged", "道岔": "new", "signal": "refused",
        }  # fmt: skip
        assert found["红灯"].changes == [("meaning_ru", "красный огонь", "красный сигнал")]
        assert found["signal"].reasons == ["A term has at least one Chinese character."]
        assert Term.objects.filter(hanzi="道岔").count() == 0

    def test_a_word_twice_is_refused_the_second_time(self, chief):
        rows = imports.read(io.BytesIO(table(["hanzi"], ["道岔"], [" 道岔 "])), "words.csv")

        first, second = imports.plan(rows, user=chief)

        assert (first.state, second.state) == ("new", "refused")
        assert second.reasons == ["Line 2 has this word already."]

    @pytest.mark.parametrize(
        ("hanzi", "written", "read", "note"),
        [
            ("信号机", "xin4hao4ji1", "xìnhàojī", "numbers became tone marks"),
            ("信号机", "xin4 hao4 ji1", "xìnhàojī", "numbers became tone marks"),
            ("进站信号机", "jin4zhan4 xin4hao4ji1", "jìnzhàn xìnhàojī", "numbers became tone marks"),
            ("绿灯", "lu:4deng1", "lǜdēng", "numbers became tone marks"),
            ("信号机", "xinhaoji", "xìnhàojī", "has no tones: it was read as xìnhàojī"),
            ("进站信号机", "jinzhan xinhaoji", "jìnzhàn xìnhàojī", "has no tones"),
            ("信号机", "xìnhàojī", "xìnhàojī", ""),
            ("信号机", "", "xìnhàojī", ""),
        ],
    )
    def test_pinyin_is_taken_as_it_is_written(self, chief, hanzi, written, read, note):
        Term.objects.all().delete()

        row = planned(chief, ["hanzi", "pinyin"], [hanzi, written])[hanzi]

        assert row.state == "new"
        assert row.values["pinyin"] == read
        assert note in " ".join(row.notes)
        assert bool(note) == bool(row.notes)

    @pytest.mark.parametrize(
        ("cells", "reason"),
        [
            ({"pinyin": "xìnhào"}, "does not fit 信号机: give 3 syllables"),
            ({"pinyin": "signal"}, "does not fit 信号机"),
            ({"pinyin": "xinhaoqi"}, "has no tones: write them"),
            ({"part_of_speech": "thing"}, "part_of_speech: “thing” is not known; write one of noun, verb"),
            ({"field": "cooking"}, "field: “cooking” is not known; write one of railway-signalling"),
            ({"meaning_ru": "я" * 256}, "meaning_ru:"),
            ({"explanation_ru": "Огонь."}, "explanation_ru: write a line for each sentence of the Chinese explanation"),
            ({"explanation_zh": "停。", "explanation_ru": "Стой.\nИди.\nЖди."}, "which has 1."),
        ],
    )
    def test_a_cell_that_does_not_fit_refuses_its_row(self, chief, cells, reason):
        row = planned(chief, ["hanzi", *cells], ["信号机", *cells.values()])["信号机"]

        assert row.state == "refused"
        assert reason in " ".join(row.reasons)

    @pytest.mark.parametrize(
        ("column", "text", "value"),
        [
            ("part_of_speech", "verb", "verb"),
            ("part_of_speech", "Глагол", "verb"),
            ("part_of_speech", "动词", "verb"),
            ("field", "Smart logistics", "smart-logistics"),
        ],
    )
    def test_choices_are_known_by_their_names_in_every_language(self, chief, column, text, value):
        row = planned(chief, ["hanzi", column], ["连挂", text])["连挂"]

        assert row.values[column] == value

    def test_an_empty_cell_leaves_what_is_there(self, chief, red):
        row = planned(chief, [*tables.columns()], ["红灯", *[""] * (len(tables.columns()) - 1)])["红灯"]

        assert row.state == "unchanged"

    def test_a_word_that_the_glossary_has_twice_is_left_to_its_editors(self, chief, red):
        factories.TermFactory(hanzi="红灯", pinyin="hóngdēng")

        row = planned(chief, ["hanzi", "meaning_ru"], ["红灯", "стоп"])["红灯"]

        assert row.reasons == ["The glossary has this word more than once: change it there by hand."]


class TestRights:
    def test_an_editor_changes_the_own_language_alone(self, person, red):
        row = planned(
            person("ru"),
            ["hanzi", "pinyin", "meaning_ru", "meaning_en"],
            ["红灯", "hong2deng1", "красный сигнал", "red light"],
        )["红灯"]

        assert row.changes == [("meaning_ru", "красный огонь", "красный сигнал")]
        assert "Not taken, because you may not write this language: meaning_en." in row.notes

    def test_chinese_columns_are_not_taken_from_who_may_not_write_chinese(self, person, red):
        row = planned(person("ru"), ["hanzi", "part_of_speech"], ["红灯", "phrase"])["红灯"]

        assert row.state == "unchanged"
        assert row.notes == ["Not taken, because you may not write Chinese: part_of_speech."]

    def test_a_new_word_is_for_who_writes_chinese(self, person):
        row = planned(person("ru"), ["hanzi", "meaning_ru"], ["道岔", "стрелка"])["道岔"]

        assert row.reasons == ["The glossary has no such word, and you may not add Chinese ones."]
        assert planned(person("zh-hans"), ["hanzi"], ["道岔"])["道岔"].state == "new"

    def test_nobody_else_gets_in(self, client, person):
        client.force_login(person(None))

        assert client.get(reverse("qiao_terms_import")).status_code in (302, 403)
        assert client.get(reverse("qiao_terms_export")).status_code in (302, 403)


class TestStoring:
    def test_all_languages_are_stored_with_where_they_come_from(self, chief, languages):
        count = stored(
            chief,
            ["hanzi", "pinyin", "field", "meaning_ru", "meaning_en", "explanation_zh", "explanation_ru"],
            ["道岔", "dao4cha4", "railway-signalling", "стрелка", "turnout", "走道岔。看好。", "Поезд.\nСмотри."],
        )
        chinese, russian, english = (
            Term.objects.get(hanzi="道岔", locale=languages[c]) for c in ("zh-hans", "ru", "en")
        )

        assert count == {"new": 1}
        assert (chinese.pinyin, chinese.field, chinese.origin) == ("dàochà", "railway-signalling", Origin.EDITOR)
        assert (russian.meaning, russian.origin, russian.origin_file) == ("стрелка", Origin.FILE, "words.csv")
        assert [each["translation"] for each in russian.explanation] == ["Поезд.", "Смотри."]
        assert english.meaning == "turnout"
        assert english.explanation[0]["zh"] == "走道岔。"

    def test_a_changed_meaning_replaces_what_the_translators_had(self, chief, red, languages):
        stored(chief, ["hanzi", "meaning_ru"], ["红灯", "красный сигнал"])
        russian = red.get_translation(languages["ru"])

        assert russian.meaning == "красный сигнал"
        assert api.progress(api.translation_of(russian)).outdated == 0
        api.publish(api.translation_of(russian))
        russian.refresh_from_db()
        assert (russian.meaning, russian.origin) == ("красный сигнал", Origin.FILE)

    def test_what_is_unchanged_and_what_is_refused_stays_out(self, chief, red):
        before = Term.objects.count()

        count = stored(chief, ["hanzi", "pinyin"], ["红灯", "hóngdēng"], ["信号灯", "x"])

        assert count == {"unchanged": 1, "refused": 1}
        assert Term.objects.count() == before

    def test_a_second_time_changes_nothing(self, chief, languages):
        rows = ["hanzi", "meaning_ru", "explanation_zh", "explanation_ru"], ["道岔", "стрелка", "走道岔。", "Поезд."]
        stored(chief, *rows)

        assert stored(chief, *rows) == {"unchanged": 1}

    def test_a_fault_on_the_way_stores_nothing(self, chief, monkeypatch):
        before = Term.objects.count()
        saved = Term.save

        def fails(self, *args, **kwargs):
            if self.hanzi == "绿灯":
                raise OSError("disk full")
            saved(self, *args, **kwargs)

        monkeypatch.setattr(Term, "save", fails)
        with pytest.raises(OSError, match="disk full"):
            stored(chief, ["hanzi"], ["道岔"], ["绿灯"])

        assert Term.objects.count() == before

    def test_the_editors_table_comes_back_unchanged(self, chief, red, languages):
        russian = red.get_translation(languages["ru"])
        api.translate(red, {languages["ru"]: {f"explanation.{each['id']}": "=Стой." for each in red.explanation}})
        data = tables.csv_file(tables.of_terms([red]))

        [row] = imports.plan(imports.read(io.BytesIO(data), "words.csv"), user=chief)

        assert russian.translation_key == red.translation_key
        assert row.state == "unchanged"
        assert row.notes == []

    def test_fifty_words_in_six_languages_are_stored_while_one_waits(self, chief):
        rows = [["灯" + "一二三四五六七八九十"[n // 5] + "甲乙丙丁戊"[n % 5], *["слово"] * 6] for n in range(50)]
        started = time.process_time()

        stored(chief, ["hanzi", *(f"meaning_{code}" for code in tables.languages())], *rows)

        assert time.process_time() - started < 60


class TestAdmin:
    @pytest.fixture
    def editor(self, client, chief):
        """A client signed in as somebody who may everything."""
        client.force_login(chief)
        return client

    def sent(self, editor, data, name="words.csv"):
        return editor.post(reverse("qiao_terms_import"), {"file": SimpleUploadedFile(name, data)})

    def test_a_file_is_looked_at_and_then_stored_once(self, editor, red, languages):
        data = table(
            ["hanzi", "pinyin", "meaning_ru"], ["红灯", "", "стоп"], ["道岔", "dao4cha4", "стрелка"], ["x", "", ""]
        )
        address = self.sent(editor, data).headers["Location"]
        text = unescape(editor.get(address).content.decode())

        assert Term.objects.filter(hanzi="道岔").count() == 0
        assert [found.split(":")[1].strip() for found in re.findall(r"<h2>(.*?)</h2>", text)[:3]] == ["1", "1", "1"]
        assert "The numbers became tone marks: dàochà." in text
        assert "<del>красный огонь</del>" in text
        answer = editor.post(address, follow=True)
        assert "1 word is new. 1 word was changed. 1 row was refused." in answer.content.decode()
        assert red.get_translation(languages["ru"]).meaning == "стоп"
        assert editor.post(address).headers["Location"] == reverse("qiao_terms_import")
        assert Term.objects.filter(hanzi="道岔", locale=languages["zh-hans"]).count() == 1

    def test_what_can_t_be_read_is_told_beside_the_field(self, editor):
        def kept():
            return default_storage.listdir(uploads.FOLDER)[1] if default_storage.exists(uploads.FOLDER) else []

        before = kept()
        answer = self.sent(editor, "hanzi\nсигнал".encode("cp1251"))

        assert answer.status_code == 200
        assert "Windows-1251" in answer.content.decode()
        assert kept() == before

    def test_a_kept_file_is_its_owner_s(self, editor, client, person):
        address = self.sent(editor, table(["hanzi"], ["道岔"])).headers["Location"]
        client.force_login(person("zh-hans"))

        assert client.get(address).headers["Location"] == reverse("qiao_terms_import")

    def test_the_list_of_terms_leads_to_both(self, editor):
        text = editor.get(reverse(Term.snippet_viewset.get_url_name("list"))).content.decode()

        assert reverse("qiao_terms_import") in text
        assert reverse("qiao_terms_export") in text

    def test_the_empty_table_has_the_columns(self, editor):
        book = load_workbook(io.BytesIO(editor.get(reverse("qiao_terms_template")).content))

        assert [cell.value for cell in book.active[1]] == tables.columns()

    def test_the_words_of_a_course_are_exported(self, editor, course, red, tmp_path):
        factories.LessonPageFactory(parent=course, title="词", slug="words", body=[vocabulary(red)])
        url = reverse("qiao_terms_export")

        whole = editor.get(url, {"kind": "csv", "language": "ru"}).content.decode("utf-8-sig")
        book = load_workbook(io.BytesIO(editor.get(url, {"kind": "xlsx", "course": course.pk}).content))
        deck, _media = notes(editor.get(url, {"kind": "anki", "language": "ru"}).content, tmp_path)

        assert "信号机" in whole
        assert {row[0].value for row in book.active.iter_rows(min_row=2)} == {"信号机", "红灯"}
        assert deck["红灯"][2] == "красный огонь"
        assert editor.get(url).status_code == 200
