"""Translations go out to translators' tools and come back: nothing is lost, what does not fit is refused by name."""

import io
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import polib
import pytest
from defusedxml import ElementTree
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail_localize.models import StringTranslation

from lessons.models import LessonPage
from qiao.bilingual import sentences
from qiao.languages import api, texts
from qiao.languages.exchange import files, load, po, xliff
from qiao.languages.exchange.units import Scope, translations_in, units_of
from qiao.languages.models import Unconfirmed
from qiao.languages.texts import Text
from tests import factories

pytestmark = pytest.mark.django_db

XLIFF = "{urn:oasis:names:tc:xliff:document:1.2}"


@pytest.fixture
def editor(person):
    return person("ru")


def unit(translation, zh):
    """The first text of a translation with this Chinese."""
    return next(each for each in units_of(translation) if each.source == zh)


def put(translation, given, reason=""):
    """Store {Chinese: translation}."""
    texts.store(translation, {unit(translation, zh).segment: Text(text, reason) for zh, text in given.items()})


def written(translation, module=po, scope=Scope.PAGE):
    units = [unit for each in translations_in(translation, scope) for unit in units_of(each)]
    code = translation.target_locale.language_code
    return module.write(units, source_language="zh-hans", language=code)


def entries(translation):
    return polib.pofile(written(translation).decode())


def one(translation, zh):
    """The entry with this Chinese in the PO file of a translation."""
    return next(each for each in entries(translation) if each.msgid == zh)


def planned(data, translation, user, scope=Scope.PAGE):
    file = files.read(io.BytesIO(data if isinstance(data, bytes) else str(data).encode()))
    load.check_language(file, translation.target_locale)
    return load.plan(file, translations_in(translation, scope), user=user)


def stored(data, translation, user, scope=Scope.PAGE):
    file = files.read(io.BytesIO(data if isinstance(data, bytes) else str(data).encode()))
    return load.store(file, translations_in(translation, scope), user=user)


def refused(data, translation, user, scope=Scope.PAGE):
    """{Chinese of the file: reason}."""
    rows = planned(data, translation, user, scope)
    return {row.entry.source: row.reason for row in rows if row.state == load.REFUSED}


def tool(name, *arguments, cwd):
    """Run a tool of translate-toolkit as a translator does."""
    command = [str(Path(sys.executable).with_name(name)), "--progress=none", *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def kept(translation):
    """{place, Chinese: (text, whether it is uncertain)} as it is stored."""
    return {(each.place, each.source): (each.target, each.is_uncertain) for each in units_of(translation)}


def said(file):
    """The same as a File says it."""
    return {(f"{each.key}/{each.path}", each.source): (each.target, each.is_fuzzy) for each in file.entries}


class TestOut:
    def test_a_po_file_names_place_language_and_encoding(self, russian):
        file = entries(russian)
        assert file.metadata["Language"] == "ru"
        assert file.metadata["Content-Type"] == "text/plain; charset=UTF-8"
        title = next(each for each in file if each.msgctxt.endswith("/title"))
        assert title.msgctxt == f"{russian.source.object_id}/title"
        assert title.msgid == "进站信号机"
        assert "进站信号机" in title.comment

    def test_an_uncertain_text_is_fuzzy_and_a_machine_named(self, russian):
        put(russian, {"红灯停车。": "Красный: стоп."}, Unconfirmed.Reason.MACHINE)
        entry = one(russian, "红灯停车。")
        assert entry.fuzzy
        assert "written by a machine" in entry.comment
        units = ElementTree.fromstring(written(russian, xliff)).iter(f"{XLIFF}trans-unit")
        unit = next(each for each in units if each[0].text == "红灯停车。")
        assert unit.find(f"{XLIFF}target").get("state") == "needs-review-translation"

    def test_what_is_out_of_date_comes_with_the_earlier_chinese_and_its_translation(
        self, russian, lesson, editor, django_capture_on_commit_callbacks
    ):
        put(russian, {"红灯停车。": "Красный: стоп."})
        lesson.summary[0]["zh"] = "红灯必须停车。"
        lesson.summary = [{**each, "zh": each["zh"]} for each in lesson.summary]
        with django_capture_on_commit_callbacks(execute=True):
            lesson.save_revision().publish()
        entry = one(russian, "红灯必须停车。")
        assert (entry.msgstr, entry.previous_msgid, entry.fuzzy) == ("Красный: стоп.", "红灯停车。", True)
        [row] = [row for row in planned(entries(russian), russian, editor) if row.entry.source == "红灯必须停车。"]
        assert row.state == load.EMPTY
        root = ElementTree.fromstring(written(russian, xliff))
        [earlier] = root.iter(f"{XLIFF}alt-trans")
        assert [each.text for each in earlier] == ["红灯停车。", "Красный: стоп."]

    def test_a_course_and_a_language_are_one_file(self, russian, course, languages):
        course_in_russian = api.translation_of(course.get_translation(languages["ru"]))
        below = said(files.read(io.BytesIO(written(course_in_russian, scope=Scope.BELOW))))
        keys = {place.split("/")[0] for place, _source in below}
        assert keys == {str(course.translation_key), str(russian.source.object_id)}
        everything = said(files.read(io.BytesIO(written(course_in_russian, xliff, Scope.LANGUAGE))))
        assert below.keys() < everything.keys()
        assert any(place.endswith("/meaning") for place, _source in everything)

    @pytest.mark.parametrize("module", [po, xliff])
    def test_texts_are_the_same_after_a_file_was_written_and_read(self, russian, module):
        put(
            russian, {"红灯停车。": 'Красный &amp; "жёлтый"\\n: <b>стоп</b>.\ttab', "绿灯进站。": "Зелёный.<br/>Можно."}
        )
        put(russian, {"认识进站信号机。": "Знать светофор."}, Unconfirmed.Reason.FUZZY)
        assert said(files.read(io.BytesIO(written(russian, module)))) == kept(russian)


class TestRoundTrip:
    """Through the real tools of translators."""

    @pytest.fixture
    def half(self, russian):
        """Some texts confirmed, some fuzzy, some missing, with a sentence that stands in two places."""
        put(russian, {"红灯停车。": "Красный &amp; <b>стоп</b>.", "绿灯进站。": "Зелёный «пуск»"})
        put(russian, {"认识进站信号机。": "Знать светофор?"}, Unconfirmed.Reason.FUZZY)
        return russian

    def test_pofilter_loses_nothing(self, half, editor, tmp_path):
        (tmp_path / "in.po").write_bytes(written(half))
        found = {}
        for test in ("untranslated", "isfuzzy", "endpunc", "unchanged"):
            tool("pofilter", "-t", test, "in.po", f"{test}.po", cwd=tmp_path)
            if (tmp_path / f"{test}.po").exists():
                data = (tmp_path / f"{test}.po").read_bytes()
                assert not refused(data, half, editor)
                found |= said(files.read(io.BytesIO(data)))
        assert found.items() <= kept(half).items()
        assert {source for _place, source in found} >= {"绿灯进站。", "认识进站信号机。", "请注意信号。"}

    def test_xliff2po_loses_nothing(self, half, editor, tmp_path):
        (tmp_path / "in.xlf").write_bytes(written(half, xliff))
        tool("xliff2po", "in.xlf", "out.po", cwd=tmp_path)
        data = (tmp_path / "out.po").read_bytes()
        assert said(files.read(io.BytesIO(data))) == kept(half)
        assert {row.state for row in planned(data, half, editor)} == {load.UNCHANGED, load.EMPTY}

    def test_po2xliff_and_back_loses_nothing(self, half, editor, tmp_path):
        (tmp_path / "in.po").write_bytes(written(half))
        tool("po2xliff", "in.po", "between.xlf", cwd=tmp_path)
        assert said(files.read(io.BytesIO((tmp_path / "between.xlf").read_bytes()))) == kept(half)
        tool("xliff2po", "between.xlf", "out.po", cwd=tmp_path)
        data = (tmp_path / "out.po").read_bytes()
        assert said(files.read(io.BytesIO(data))) == kept(half)

    def test_fuzzy_stays_fuzzy_until_the_file_says_otherwise(self, half, editor):
        file = entries(half)
        entry = next(each for each in file if each.fuzzy)
        entry.msgstr = "Узнавать светофор"
        stored(file, half, editor)
        again = next(each for each in entries(half) if each.msgid == entry.msgid)
        assert (again.msgstr, again.fuzzy) == ("Узнавать светофор", True)
        assert api.progress(half).translated == 2
        again.flags.remove("fuzzy")
        stored(str(polib_of(again)), half, editor)
        assert not next(each for each in entries(half) if each.msgid == entry.msgid).fuzzy
        assert api.progress(half).translated == 3

    def test_formatted_text_has_several_sentences_in_one_place(self, home, languages, editor, tmp_path):
        body = '<p>看<a href="https://example.org">规定</a>。</p><p>停<b>车</b>。</p>'
        page = factories.ContentPageFactory(parent=home, body=[{"type": "rich_text", "value": body}])
        [translation] = api.submit(page, [languages["ru"]])
        root = ElementTree.fromstring(written(translation, xliff))
        units = list(root.iter(f"{XLIFF}trans-unit"))
        assert len({each.get("id") for each in units}) == len(units)
        given = {'看<a id="a1">规定</a>。': 'См. <a id="a1">правила</a>.', "停<b>车</b>。": "<b>Стоять</b>."}
        for each in units:
            if each[0].text in given:
                ET.SubElement(each, f"{XLIFF}target").text = given[each[0].text]
        (tmp_path / "in.xlf").write_bytes(ET.tostring(root))
        assert planned(ET.tostring(root), translation, editor)[-1].state == load.NEW
        tool("xliff2po", "in.xlf", "out.po", cwd=tmp_path)
        # xliff2po takes for fuzzy what is not approved.
        stored((tmp_path / "out.po").read_bytes(), translation, editor)
        rows = {unit.source: unit.target for unit in units_of(translation)}
        assert rows.items() >= given.items()
        assert all(row.state == load.NEW for row in stored(ET.tostring(root), translation, editor) if row.entry.target)
        shown = str(api.publish(translation).body)
        assert '<a href="https://example.org">правила</a>' in shown
        assert "<b>Стоять</b>" in shown

    def test_xliff_states_are_kept(self, half, editor):
        root = ElementTree.fromstring(written(half, xliff))
        units = list(root.iter(f"{XLIFF}trans-unit"))
        sure = next(each for each in units if each[0].text == "绿灯进站。")
        sure.find(f"{XLIFF}target").text = "Зелёный!"
        unsure = next(each for each in units if each[0].text == "认识进站信号机。")
        unsure.find(f"{XLIFF}target").text = "Светофор!"
        stored(ET.tostring(root), half, editor)
        assert unit(half, "绿灯进站。").is_confirmed
        assert unit(half, "绿灯进站。").target == "Зелёный!"
        assert unit(half, "认识进站信号机。").is_uncertain


def polib_of(*found):
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": "ru"}
    file.extend(found)
    return file


class TestIn:
    def test_every_text_is_taken_unchanged_empty_or_refused(self, russian, editor):
        put(russian, {"红灯停车。": "Красный", "绿灯进站。": "Зелёный"})
        file = entries(russian)
        by_source = {each.msgid: each for each in file}
        by_source["绿灯进站。"].msgstr = "Зелёный: въезд."
        by_source["请注意信号。"].msgstr = "Внимание на сигнал."
        by_source["认识进站信号机。"].msgstr = "Светофор <script>"
        rows = {row.entry.source: row for row in planned(file, russian, editor)}
        assert rows["红灯停车。"].state == load.UNCHANGED
        assert rows["绿灯进站。"].state == load.REPLACED
        assert rows["请注意信号。"].state == load.NEW
        assert rows["认识进站信号机。"].state == load.REFUSED
        assert load.counted(rows.values())[load.EMPTY] == len(rows) - 4
        stored(file, russian, editor)
        assert unit(russian, "绿灯进站。").target == "Зелёный: въезд."
        assert unit(russian, "请注意信号。").target == "Внимание на сигнал."
        assert unit(russian, "认识进站信号机。").target == ""

    def test_a_second_time_nothing_changes(self, russian, editor):
        file = entries(russian)
        for each in file:
            each.msgstr = f"Перевод {each.msgid}"
        stored(file, russian, editor)
        assert {row.state for row in stored(file, russian, editor)} == {load.UNCHANGED}

    def test_an_empty_text_deletes_nothing(self, russian, editor):
        file = entries(russian)
        put(russian, {"红灯停车。": "Красный"})
        stored(file, russian, editor)
        assert unit(russian, "红灯停车。").target == "Красный"

    def test_a_file_of_another_page_brings_nothing(self, russian, course, languages, editor):
        other = api.translation_of(course.get_translation(languages["ru"]))
        file = entries(other)
        for each in file:
            each.msgstr = "Чужой текст"
        reasons = refused(file, russian, editor)
        assert set(reasons.values()) == {"This text is of another page than those chosen here."}
        assert len(reasons) == len({each.msgid for each in file})

    def test_a_file_of_another_site_brings_nothing(self, russian, editor):
        entry = polib.POEntry(msgctxt="b0b1/title", msgid="题目", msgstr="Заголовок")
        assert refused(polib_of(entry), russian, editor) == {"题目": "This site has no page or term with this text."}
        entry = polib.POEntry(msgctxt=f"{russian.source.object_id}/body.gone", msgid="题目", msgstr="Заголовок")
        assert refused(polib_of(entry), russian, editor) == {"题目": "The page has no such text any more."}

    def test_a_text_of_an_older_source_is_refused_with_both(self, russian, editor):
        entry = next(each for each in entries(russian) if each.msgctxt.endswith("/title"))
        entry.msgid, entry.msgstr = "出站信号机", "Выходной светофор"
        [row] = planned(polib_of(entry), russian, editor)
        assert (row.state, row.reason) == (load.REFUSED, "The Chinese is another one now: translate it anew.")
        assert (row.entry.source, row.unit.source) == ("出站信号机", "进站信号机")

    @pytest.mark.parametrize(
        "text",
        [
            "Стоп <script>alert(1)</script>",
            "Стоп <b>сразу",
            "Стоп</b> сразу",
            "<b>Стоп <i>сразу</b></i>",
            "Стоп <b",
            '<a id="a9">Стоп</a>',
            '<b onclick="x()">Стоп</b>',
        ],
    )
    def test_broken_markup_is_refused(self, russian, editor, text):
        entry = one(russian, "红灯停车。")
        entry.msgstr = text
        assert refused(polib_of(entry), russian, editor)["红灯停车。"]
        stored(polib_of(entry), russian, editor)
        assert not StringTranslation.objects.filter(locale=russian.target_locale).exists()

    def test_a_bare_ampersand_is_a_character(self, russian, editor):
        entry = one(russian, "红灯停车。")
        entry.msgstr = "Стоп & жди, если < 5 км"
        stored(polib_of(entry), russian, editor)
        assert unit(russian, "红灯停车。").target == "Стоп &amp; жди, если &lt; 5 км"
        assert {row.state for row in planned(polib_of(entry), russian, editor)} == {load.UNCHANGED}

    def test_an_uncertain_text_does_not_replace_a_confirmed_one(self, russian, editor):
        put(russian, {"红灯停车。": "Красный"})
        entry = one(russian, "红灯停车。")
        entry.msgstr, entry.flags = "Красный?", ["fuzzy"]
        assert "uncertain" in refused(polib_of(entry), russian, editor)["红灯停车。"]

    def test_a_text_that_a_file_has_twice_otherwise_is_refused(self, russian, editor):
        first, second, third = (one(russian, "红灯停车。") for _n in range(3))
        first.msgstr = second.msgstr = "Красный"
        assert [row.state for row in planned(polib_of(first, second), russian, editor)] == [load.NEW, load.UNCHANGED]
        third.msgstr = "Жёлтый"
        assert {row.state for row in planned(polib_of(first, third), russian, editor)} == {load.REFUSED}

    def test_what_somebody_may_not_edit_is_refused(self, russian, person):
        file = entries(russian)
        for each in file:
            each.msgstr = "Текст"
        assert set(refused(file, russian, person("kk")).values()) == {"You may not translate this page."}
        stored(file, russian, person("kk"))
        assert not StringTranslation.objects.filter(locale=russian.target_locale).exists()

    def test_history_names_person_language_and_number(self, russian, editor):
        entry = one(russian, "红灯停车。")
        entry.msgstr = "Красный"
        stored(polib_of(entry), russian, editor)
        [log] = PageLogEntry.objects.filter(action="qiao_languages.import")
        assert (log.user, log.data["language"], log.data["count"]) == (editor, "ru", 1)

    def test_a_file_with_terms(self, russian, languages, editor):
        [term] = [each for each in translations_in(russian, Scope.LANGUAGE) if each.source.object_repr == "信号机"]
        file = entries(term)
        for each in file:
            each.msgstr = "светофор"
        assert {row.state for row in stored(file, russian, editor, Scope.LANGUAGE)} == {load.NEW}
        assert ModelLogEntry.objects.filter(action="qiao_languages.import", user=editor).count() == 1

    def test_the_number_of_queries_does_not_depend_on_the_number_of_texts(self, russian, editor):
        def count(*found):
            for each in found:
                each.msgstr = "Текст"
            with CaptureQueriesContext(
                connection,
            ) as queries:
                stored(polib_of(*found), russian, editor)
            StringTranslation.objects.all().delete()
            return len(queries)

        file = list(entries(russian))
        count(file[1])
        assert count(*file[1:]) == count(file[1])


class TestBadFiles:
    def refusal(self, data, translation, editor):
        with pytest.raises(files.FileError) as error:
            planned(data, translation, editor)
        return str(error.value)

    def test_another_language_in_the_header(self, russian, editor):
        file = entries(russian)
        file.metadata["Language"] = "kk"
        assert "“kk”" in self.refusal(file, russian, editor)
        data = written(russian, xliff).replace(b'target-language="ru"', b'target-language="kk"')
        assert "“kk”" in self.refusal(data, russian, editor)

    @pytest.mark.parametrize("stated", ["ru_RU", "ru-RU", "RU", ""])
    def test_the_same_language_otherwise_written(self, russian, editor, stated):
        file = entries(russian)
        file.metadata["Language"] = stated
        assert planned(file, russian, editor)

    @pytest.mark.parametrize("charset", ["UTF-8", "windows-1251"])
    def test_windows_1251(self, russian, editor, charset):
        entry = polib.POEntry(msgctxt="a/b", msgid="?", msgstr="Стоп")
        text = str(polib_of(entry)).replace("UTF-8", charset)
        assert "UTF-8" in self.refusal(text.encode("windows-1251"), russian, editor)

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
    def test_encodings_that_hold_chinese_are_read(self, russian, editor, encoding):
        entry = one(russian, "红灯停车。")
        entry.msgstr = "Красный"
        text = str(polib_of(entry)).replace("UTF-8", encoding)
        assert [row.state for row in planned(text.encode(encoding), russian, editor)] == [load.NEW]

    def test_a_damaged_po_file_names_the_line(self, russian, editor):
        text = written(russian).decode().replace('msgid "红灯停车。"', 'msgid "红灯停车。')
        line = text[: text.index('msgid "红灯停车。')].count("\n") + 1
        assert self.refusal(text, russian, editor).startswith(f"Line {line} ")

    @pytest.mark.parametrize(
        "data", [b"", b"Hello", b"%PDF-1.7", b"PK\x03\x04", b"\x00" * 100, b"msgid", b'msgid ""\nmsgstr ""\n']
    )
    def test_what_is_no_file_of_translations(self, russian, editor, data):
        assert self.refusal(data, russian, editor).endswith(".")

    @pytest.mark.parametrize(
        "prologue",
        [
            '<!DOCTYPE xliff [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE xliff [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>',
            '<!DOCTYPE xliff SYSTEM "http://127.0.0.1:9/x.dtd">',
        ],
    )
    def test_xliff_with_entities(self, russian, editor, prologue):
        text = written(russian, xliff).decode().replace("<xliff", f"{prologue}<xliff", 1)
        assert "DOCTYPE" in self.refusal(text, russian, editor)

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("<xliff version='1.2'><file></xliff>", "Line 1"),
            ("<html></html>", "not XLIFF"),
            ("<xliff xmlns='urn:oasis:names:tc:xliff:document:2.0' version='2.0'/>", "XLIFF 1.2"),
            ("<xliff version='1.2'/>", "no texts"),
            ("<xliff><file target-language='ru'/><file target-language='kk'/></xliff>", "more than one language"),
            ("<?xml version='1.0' encoding='x-none'?><xliff version='1.2'/>", "UTF-8"),
        ],
    )
    def test_xml_that_is_no_xliff(self, russian, editor, text, told):
        assert told in self.refusal(text, russian, editor)

    def test_codes_in_the_place_of_markup(self, russian, editor):
        text = written(russian, xliff).decode()
        text = text.replace(
            "<source>红灯停车。</source>", "<source>红灯停车。</source><target><g id='1'>Стоп</g></target>"
        )
        assert "codes" in refused(text, russian, editor)["红灯停车。"]


class TestPages:
    def post(self, client, translation, data, scope="page", name="ru.po"):
        url = reverse("qiao_languages:texts_in", args=[translation.pk])
        file = SimpleUploadedFile(name, data if isinstance(data, bytes) else str(data).encode())
        return client.post(url, {"file": file, "scope": scope})

    def test_a_trial_stores_nothing_and_agreeing_does(self, client, russian, editor):
        client.force_login(editor)
        file = entries(russian)
        for each in file:
            each.msgstr = f"Перевод {each.msgid}"
        response = self.post(client, russian, file)
        assert response.status_code == 302
        report = client.get(response.url).content.decode()
        assert f"Import {len(file)} texts" in report
        assert not StringTranslation.objects.filter(locale=russian.target_locale).exists()
        assert client.post(response.url).url == russian.get_target_instance_edit_url()
        assert api.progress(russian).percent == 100
        # The file is gone with it.
        assert client.get(response.url).status_code == 302

    def test_what_was_refused_is_shown_with_both_texts(self, client, russian, editor):
        client.force_login(editor)
        entry = next(each for each in entries(russian) if each.msgctxt.endswith("/title"))
        entry.msgid, entry.msgstr = "出站信号机", "Выходной светофор"
        report = client.get(self.post(client, russian, polib_of(entry)).url).content.decode()
        assert "<del>出站信号机</del>" in report
        assert "There is nothing to store." in report

    def test_a_file_of_50_mb_is_refused_unread(self, client, russian, editor, monkeypatch):
        client.force_login(editor)
        monkeypatch.setattr("qiao.languages.exchange.views.read", None)
        response = self.post(client, russian, b"x" * 50 * 1024**2)
        assert "more than 20 MB" in response.content.decode()

    def test_a_file_that_is_none_is_refused_with_a_sentence(self, client, russian, editor):
        client.force_login(editor)
        assert "neither a PO file" in self.post(client, russian, b"Hello").content.decode()

    @pytest.mark.parametrize(("kind", "start"), [("po", "#"), ("xliff", "<?xml")])
    def test_a_file_is_downloaded(self, client, russian, editor, kind, start):
        client.force_login(editor)
        url = reverse("qiao_languages:texts_out", args=[russian.pk])
        assert client.get(url).status_code == 200
        response = client.get(url, {"format": kind, "scope": "page"})
        assert response.content.decode().startswith(start)
        assert "home-signal-ru." in response["Content-Disposition"]

    def test_the_addresses_of_wagtail_localize_lead_here(self, client, russian, editor):
        client.force_login(editor)
        response = client.get(reverse("wagtail_localize:download_pofile", args=[russian.pk]), follow=True)
        assert b"msgctxt" in response.content
        upload = reverse("wagtail_localize:upload_pofile", args=[russian.pk])
        response = client.post(upload, {"file": SimpleUploadedFile("ru.po", written(russian))})
        assert response.url.startswith(reverse("qiao_languages:texts_in", args=[russian.pk]))

    def test_others_have_no_way_in(self, client, russian, person):
        client.force_login(person("kk"))
        for name in ("texts_out", "texts_in"):
            assert client.get(reverse(f"qiao_languages:{name}", args=[russian.pk])).status_code in (302, 403)
        assert self.post(client, russian, written(russian)).status_code in (302, 403)
        response = client.get(reverse("qiao_languages:texts_out", args=[russian.pk]), {"format": "po", "scope": "page"})
        assert b"msgctxt" not in response.content

    def test_who_lost_the_right_meanwhile_stores_nothing(self, client, russian, editor):
        client.force_login(editor)
        file = entries(russian)
        for each in file:
            each.msgstr = "Текст"
        check = self.post(client, russian, file).url
        editor.groups.clear()
        assert client.post(check).status_code in (302, 403)
        assert not StringTranslation.objects.filter(locale=russian.target_locale).exists()

    def test_the_file_of_another_person_is_not_to_be_had(self, client, russian, editor, person):
        client.force_login(editor)
        check = self.post(client, russian, written(russian)).url
        client.force_login(person("ru"))
        assert client.get(check).url == reverse("qiao_languages:texts_in", args=[russian.pk])


def test_a_thousand_sentences_are_translated_in_a_file(course, languages, editor):
    count = 1000
    body = [
        {
            "type": "text",
            "value": {
                "heading": sentences.build_label(f"第{block}节"),
                "sentences": [
                    sentence for n in range(25) for sentence in sentences.build(f"第{block * 25 + n}号信号机亮红灯。")
                ],
            },
        }
        for block in range(count // 25)
    ]
    lesson = factories.LessonPageFactory(parent=course, title="一千句", slug="thousand", body=body)
    [translation] = api.submit(lesson, [languages["ru"]])
    file = entries(translation)
    assert sum("号信号机亮红灯。" in each.msgid for each in file) == count
    for each in file:
        each.msgstr = f"<{each.msgctxt.rpartition('.')[2]}> {each.msgid}".replace("<", "[").replace(">", "]")
    begun = time.monotonic()
    rows = stored(file, translation, editor)
    assert time.monotonic() - begun < 30
    assert {row.state for row in rows} == {load.NEW}
    page = LessonPage.objects.get(pk=api.publish(translation).pk)
    assert page.live
    shown = [sentence for block in page.body for sentence in block.value["sentences"]]
    assert len(shown) == count
    originals = [sentence for block in lesson.body for sentence in block.value["sentences"]]
    for sentence, original in zip(shown, originals, strict=True):
        assert sentence["id"] == original["id"]
        assert sentence["zh"] == original["zh"]
        assert sentence["translation"] == f"[{original['id']}] {original['zh']}"
