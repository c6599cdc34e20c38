"""A lesson in Word or PowerPoint becomes a draft; what cannot is refused with a sentence, and nothing is stored."""

import io
import random
import re
import zipfile
from copy import deepcopy
from datetime import timedelta
from html import unescape

import docx
import pptx
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupCollectionPermission
from wagtail_localize.models import StringTranslation

from lessons.blocks import cells
from lessons.documents import reading
from lessons.models import LessonPage
from qiao.languages import api, uploads
from tests import factories

pytestmark = pytest.mark.django_db

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PNG_SIZE = (24, 16)


@pytest.fixture
def editor(client, person):
    """A client signed in as somebody who writes Chinese."""
    client.force_login(person("zh-hans"))
    return client


@pytest.fixture(autouse=True)
def _no_uploads_before():
    """Each test starts with nothing kept."""
    for name in kept_files():
        default_storage.delete(f"{uploads.FOLDER}/{name}")


def kept_files():
    try:
        return default_storage.listdir(uploads.FOLDER)[1]
    except FileNotFoundError:
        return []


def image_files():
    try:
        return set(default_storage.listdir("original_images")[1])
    except FileNotFoundError:
        return set()


def png(color="red", form="PNG"):
    data = io.BytesIO()
    Image.new("RGB", PNG_SIZE, color).save(data, form)
    return data.getvalue()


def saved(document):
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def word(*lines):
    """A .docx with a paragraph for each line."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return document


def table_of(value):
    """The Chinese of a table block, row by row."""
    return [[cell["zh"] for cell in row] for row in cells.rows_of(value["cells"])]


def add_table(document, *rows):
    table = document.add_table(len(rows), len(rows[0]))
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(place, column).text = text
    return table


def operated(data, *, replace=(), add=None, compression=zipfile.ZIP_DEFLATED):
    """The zip archive with changed and with added members. replace: (name, old, new) in bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", compression) as new:
        for name in old.namelist():
            content = old.read(name)
            for which, before, after in replace:
                if which == name:
                    assert before in content
                    content = content.replace(before, after)
            new.writestr(name, content)
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return made.getvalue()


def body_xml(xml, *lines):
    """A .docx of some lines with raw WordprocessingML before the last."""
    document = word(*lines)
    known = "".join(f" {nsdecls(name)}" for name in ("w", "r", "wp", "a", "pic", "m"))
    more = (
        ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:o="urn:schemas-microsoft-com:office:office"'
    )
    wrapped = parse_xml(f"<w:body{known}{more}>{xml}</w:body>")
    last = document.element.body.findall(qn("w:p"))[-1]
    for element in list(wrapped):
        last.addprevious(element)
    return saved(document)


def upload(client, parent, data, name="信号.docx", **options):
    data = data if isinstance(data, bytes) else saved(data)
    posted = {"file": SimpleUploadedFile(name, data), "notes": "on", "language": ""} | options
    return client.post(reverse("qiao_lessons_import", args=[parent.pk]), posted)


def dry_run(client, parent, data, name="信号.docx", **options):
    """(address, page) of the dry run, tags removed and blanks joined."""
    response = upload(client, parent, data, name, **options)
    assert response.status_code == 302, text_of(response)
    return response.url, text_of(client.get(response.url))


def text_of(response):
    text = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.S)
    text = re.sub(r"</?(?:q|b|span)\b[^>]*>", "", text)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def draft(client, parent, data, name="信号.docx", *, title="信号", fields=None, **options):
    """The lesson that a file becomes."""
    url, _page = dry_run(client, parent, data, name, **options)
    response = client.post(url, {"title": title} | (fields or {}))
    assert response.status_code == 302, text_of(response)
    return LessonPage.objects.get(title=title, locale=parent.locale)


def zh(value):
    return [sentence["zh"] for sentence in value]


def two_pages():
    """A lesson as a teacher writes it."""
    document = docx.Document()
    document.add_heading("进站信号机", 0)
    document.add_heading("课文", 1)
    document.add_paragraph("进站信号机设在车站入口。红灯亮时，列车必须停车。")
    document.add_picture(io.BytesIO(png()), Cm(4))
    document.add_paragraph("图1 进站信号机")
    document.add_heading("对话", 1)
    for line in ("司机：列车可以进站吗？", "调度员：请注意信号。", "司机：明白。"):
        document.add_paragraph(line)
    document.add_page_break()
    document.add_heading("操作步骤", 1)
    for line in ("确认信号显示。", "用对讲机报告。", "等待命令。"):
        document.add_paragraph(line, style="List Number")
    document.add_heading("生词", 1)
    add_table(
        document,
        ("中文", "Русский"),
        ("信号机", "светофор"),
        ("红灯亮时停车。绿灯亮时进站。", "На красный стой. На зелёный въезжай."),
        ("道岔", "стрелка"),
    )
    document.add_heading("时刻", 1)
    add_table(document, ("车次", "时间", "站台"), ("T1", "10:30", "一"), ("T2", "11:00", "二"))
    return document


class TestTwoPages:
    @pytest.fixture
    def lesson(self, editor, course):
        return draft(editor, course, two_pages(), title="进站信号机二", language="ru", fields={"alt-0": "红灯"})

    def test_it_becomes_a_draft_below_the_course(self, lesson, course):
        assert not lesson.live
        assert lesson.get_parent().pk == course.pk
        assert lesson.slug == "jin-zhan-xin-hao-ji-er"
        assert lesson.heading[0]["zh"] == "进站信号机二"
        assert lesson.latest_revision is not None
        kinds = [block.block_type for block in lesson.body]
        assert kinds == ["text", "image", "dialogue", "procedure", "text", "table"]

    def test_headings_and_sentences_have_their_place_and_pinyin(self, lesson):
        text = lesson.body[0].value
        assert zh(text["heading"]) == ["课文"]
        assert zh(text["sentences"]) == ["进站信号机设在车站入口。", "红灯亮时，列车必须停车。"]
        assert text["sentences"][0]["pinyin"][0]["pinyin"] == "jìn"

    def test_a_dialogue_knows_who_speaks(self, lesson):
        value = lesson.body[2].value
        assert zh(value["heading"]) == ["对话"]
        assert [line["speaker"] for line in value["lines"]] == ["司机", "调度员", "司机"]
        assert zh(value["lines"])[0] == "列车可以进站吗？"

    def test_numbered_steps_become_a_procedure(self, lesson):
        value = lesson.body[3].value
        assert zh(value["heading"]) == ["操作步骤"]
        assert [zh(step["text"]) for step in value["steps"]] == [["确认信号显示。"], ["用对讲机报告。"], ["等待命令。"]]

    def test_two_columns_become_sentences_with_translations(self, lesson):
        value = lesson.body[4].value["sentences"]
        assert [(each["zh"], each["translation"]) for each in value] == [
            ("信号机", "светофор"),
            ("红灯亮时停车。", "На красный стой."),
            ("绿灯亮时进站。", "На зелёный въезжай."),
            ("道岔", "стрелка"),
        ]

    def test_another_table_becomes_a_table(self, lesson):
        value = lesson.body[5].value
        assert zh(value["caption"]) == ["时刻"]
        assert value["header_row"]
        assert not value["header_column"]
        assert table_of(value) == [["车次", "时间", "站台"], ["T1", "10:30", "一"], ["T2", "11:00", "二"]]

    def test_the_picture_goes_into_the_library_with_its_text_and_caption(self, lesson):
        value = lesson.body[1].value
        assert zh(value["caption"]) == ["图1 进站信号机"]
        image = value["image"]
        assert image.contextual_alt_text == "红灯"
        assert (image.width, image.height) == PNG_SIZE
        assert image.uploaded_by_user == lesson.owner

    def test_the_file_is_kept_no_longer(self, lesson):
        assert kept_files() == []

    def test_the_dry_run_counts_and_shows_and_names(self, editor, course):
        _url, page = dry_run(editor, course, two_pages(), language="ru")
        assert "21 sentences · " in page
        assert "1 picture" in page
        assert "4 sentences with a translation" in page
        assert "offered when the lesson is submitted for translation into this language: Russian" in page
        assert "Head rows of tables with a translation. the table at paragraph" in page
        assert f"{note_of('grid')} the table at paragraph" in page
        assert "车次 | 时间 | 站台" in page
        assert "Table · 9 sentences" in page
        assert "What does the picture show?" in page
        assert LessonPage.objects.child_of(course).count() == 1
        assert get_image_model().objects.filter(title__contains="图1").count() == 0

    def test_the_draft_opens_in_the_editor(self, editor, lesson):
        response = editor.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
        assert response.status_code == 200

    def test_its_translations_are_there_when_it_is_submitted(self, lesson, languages):
        lesson.latest_revision.publish()
        lesson.refresh_from_db()
        [translation] = api.submit(lesson, [languages["ru"]])
        assert api.progress(translation).translated == 4
        page = api.publish(translation)
        assert page.body[4].value["sentences"][0]["translation"] == "светофор"

    def test_nothing_is_offered_where_the_language_is_not_stated(self, editor, course):
        draft(editor, course, two_pages(), title="没有语言")
        assert not StringTranslation.objects.exists()


class TestRights:
    def button(self, client, page):
        url = reverse("qiao_lessons_import", args=[page.pk])
        return url in client.get(reverse("wagtailadmin_explore", args=[page.pk])).content.decode()

    def test_the_way_there_is_in_the_menu_of_courses_and_modules(self, editor, course, home):
        module = factories.ModulePageFactory(parent=course)
        assert self.button(editor, course)
        assert self.button(editor, module)
        assert not self.button(editor, home)
        listing = editor.get(reverse("wagtailadmin_explore", args=[course.get_parent().pk])).content.decode()
        assert reverse("qiao_lessons_import", args=[course.pk]) in listing

    def test_an_editor_of_another_language_has_no_way_in(self, client, person, course):
        client.force_login(person("ru"))
        assert not self.button(client, course)
        assert upload(client, course, two_pages()).status_code == 302
        assert kept_files() == []
        assert client.get(reverse("qiao_lessons_import", args=[course.pk])).status_code == 302

    def test_a_stranger_is_asked_to_sign_in(self, client, course):
        response = client.get(reverse("qiao_lessons_import", args=[course.pk]))
        assert response.status_code == 302
        assert "login" in response.url

    def test_a_lesson_holds_no_lessons(self, editor, lesson):
        assert editor.get(reverse("qiao_lessons_import", args=[lesson.pk])).status_code == 302

    def test_a_translated_course_takes_no_import(self, client, admin_user, course, languages):
        client.force_login(admin_user)
        api.submit(course, [languages["ru"]])
        target = course.get_translation(languages["ru"])
        assert client.get(reverse("qiao_lessons_import", args=[target.pk])).status_code == 302

    def test_a_kept_file_belongs_to_one_person_and_one_page(self, editor, person, course, client):
        url, _page = dry_run(editor, course, two_pages())
        other = factories.ModulePageFactory(parent=course)
        token = url.rstrip("/").rsplit("/", 1)[-1]
        elsewhere = client.get(reverse("qiao_lessons_import_check", args=[other.pk, token]), follow=True)
        assert "not kept any more" in text_of(elsewhere)
        client.force_login(person("zh-hans"))
        assert "not kept any more" in text_of(client.get(url, follow=True))

    def test_a_spoiled_token_is_answered_with_a_sentence(self, editor, course):
        url = reverse("qiao_lessons_import_check", args=[course.pk, "a:b:c"])
        assert "not kept any more" in text_of(editor.get(url, follow=True))

    def test_csrf_is_asked_for(self, person, course):
        client = Client(enforce_csrf_checks=True)
        client.force_login(person("zh-hans"))
        assert upload(client, course, two_pages()).status_code == 403

    def test_who_may_not_add_pictures_is_told(self, editor, course):
        GroupCollectionPermission.objects.all().delete()
        url, page = dry_run(editor, course, two_pages())
        assert "Pictures: you may not add any to the library" in page
        assert editor.post(url, {"title": "没有图"}).status_code == 302
        lesson = LessonPage.objects.get(title="没有图")
        assert "image" not in [block.block_type for block in lesson.body]

    def test_with_several_collections_one_is_chosen(self, client, admin_user, course):
        chosen = Collection.get_first_root_node().add_child(name="Signals")
        client.force_login(admin_user)
        lesson = draft(client, course, two_pages(), collection=chosen.pk)
        assert lesson.body[1].value["image"].collection == chosen


class TestBetween:
    def test_a_form_sent_twice_makes_one_lesson(self, editor, course):
        url, _page = dry_run(editor, course, two_pages())
        first = editor.post(url, {"title": "两次"})
        second = editor.post(url, {"title": "两次"})
        assert first.url == second.url
        assert LessonPage.objects.filter(title="两次").count() == 1

    def test_after_an_hour_the_file_is_gone(self, editor, course, monkeypatch):
        url, _page = dry_run(editor, course, two_pages())
        later = timezone.now() + timedelta(seconds=uploads.KEPT_SECONDS + 60)
        monkeypatch.setattr("django.core.signing.time.time", lambda: later.timestamp())
        response = editor.post(url, {"title": "太晚"}, follow=True)
        assert "stays for an hour" in text_of(response)
        assert not LessonPage.objects.filter(title="太晚").exists()
        monkeypatch.setattr(timezone, "now", lambda: later)
        uploads.forget_old()
        assert kept_files() == []

    def test_a_failure_leaves_nothing_behind(self, editor, course, monkeypatch):
        url, _page = dry_run(editor, course, two_pages())
        before = image_files()

        def fail(*args, **kwargs):
            raise RuntimeError

        monkeypatch.setattr(LessonPage, "save_revision", fail)
        count = get_image_model().objects.count()
        with pytest.raises(RuntimeError):
            editor.post(url, {"title": "失败"})
        assert not LessonPage.objects.filter(title="失败").exists()
        assert get_image_model().objects.count() == count
        assert image_files() == before
        assert len(kept_files()) == 1

    def test_a_title_without_letters_is_refused_and_the_dry_run_stays(self, editor, course):
        url, _page = dry_run(editor, course, two_pages())
        response = editor.post(url, {"title": "。。。"})
        assert response.status_code == 200
        assert "No address can be made from this title" in text_of(response)

    def test_a_taken_address_gets_a_number(self, editor, course, lesson):
        made = draft(editor, course, two_pages(), title=f"{lesson.title}。")
        assert made.slug == "jin-zhan-xin-hao-ji"
        assert draft(editor, course, two_pages(), title=f"{lesson.title}！").slug == "jin-zhan-xin-hao-ji-2"

    def test_a_picture_may_decorate_or_be_left_out(self, editor, course):
        document = two_pages()
        document.add_picture(io.BytesIO(png("green")))
        made = draft(
            editor, course, document, fields={"alt-0": "x", "decorative-0": "on", "alt-1": "绿灯", "leave-1": "on"}
        )
        images = [block.value for block in made.body if block.block_type == "image"]
        assert len(images) == 1
        assert images[0]["image"].decorative
        assert images[0]["image"].contextual_alt_text == ""

    def test_a_picture_that_stands_twice_is_stored_once(self, editor, course):
        document = word("红灯停车。")
        for _time in range(2):
            document.add_picture(io.BytesIO(png("blue")))
        before = get_image_model().objects.count()
        made = draft(editor, course, document)
        assert [block.block_type for block in made.body] == ["text", "image", "image"]
        assert get_image_model().objects.count() == before + 1


REFUSED = {
    "not a zip": (lambda: b"hello, this is plain text", "a.docx", "is not a Word or PowerPoint file"),
    "a cut zip": (lambda: saved(word("你好。"))[:2000], "a.docx", "is not a Word or PowerPoint file"),
    "another zip": (lambda: operated(_zip({"a.txt": b"x"})), "a.docx", "is not a Word or PowerPoint file"),
    "an old format": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", "save it as .docx or .pptx"),
    "a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
        "a.docx",
        "is protected with a password",
    ),
    "a suffix of macros": (lambda: saved(word("你好。")), "a.docm", "contains macros"),
    "a macro inside": (
        lambda: operated(saved(word("你好。")), add={"word/vbaProject.bin": b"x"}),
        "a.docx",
        "contains macros",
    ),
    "a type with macros": (
        lambda: operated(
            saved(word("你好。")),
            replace=[
                (
                    "[Content_Types].xml",
                    f"{WORD}.main+xml".encode(),
                    b"application/vnd.ms-word.document.macroEnabled.main+xml",
                )
            ],
        ),
        "a.docx",
        "contains macros",
    ),
    "a template": (
        lambda: operated(
            saved(word("你好。")),
            replace=[
                (
                    "[Content_Types].xml",
                    f"{WORD}.main+xml".encode(),
                    WORD.replace("document", "template", 1).encode() + b".x",
                )
            ],
        ),
        "a.docx",
        "neither a document nor a presentation",
    ),
    "a zip bomb": (
        lambda: operated(saved(word("你好。")), add={"word/media/a.bin": b"\0" * (60 * 1024**2)}),
        "a.docx",
        "unpacks to far more than it should",
    ),
    "a large XML part": (
        lambda: operated(
            saved(word("你好。")),
            replace=[("word/document.xml", b"<w:body>", b"<w:body>" + b"<w:p/>" * 2_100_000)],
            compression=zipfile.ZIP_STORED,
        ),
        "a.docx",
        "unpacks to far more than it should",
    ),
    "entities": (
        lambda: operated(
            saved(word("你好。")),
            replace=[
                (
                    "word/document.xml",
                    b"<w:document",
                    b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><w:document',
                )
            ],
        ),
        "a.docx",
        "declares entities",
    ),
    "elements within elements": (
        lambda: operated(
            saved(word("你好。")),
            replace=[("word/document.xml", b"<w:body>", b"<w:body>" + b"<w:sdt>" * 9_000 + b"</w:sdt>" * 9_000)],
        ),
        "a.docx",
        "is damaged",
    ),
    "broken XML": (
        lambda: operated(saved(word("你好。")), replace=[("word/document.xml", b"</w:body>", b"")]),
        "a.docx",
        "is damaged",
    ),
    "a document named .pptx": (lambda: saved(word("你好。")), "a.pptx", "is a Word document under another name"),
    "a document named .txt": (lambda: saved(word("你好。")), "a.txt", "is a Word document under another name"),
    "a presentation named .docx": (lambda: saved(pptx.Presentation()), "a.docx", "is a presentation under another"),
    "nothing in it": (lambda: saved(word("", " ")), "a.docx", "The file is empty"),
    "no slides": (lambda: saved(pptx.Presentation()), "a.pptx", "The file is empty"),
    "no bytes": (lambda: b"", "a.docx", "The submitted file is empty"),
    "no Chinese": (lambda: saved(word("Stop at red.", "Go.")), "a.docx", "The file has no Chinese"),
    "pictures only": (lambda: saved(_pictures_only()), "a.pptx", "The file has pictures and no text"),
    "Strict Open XML": (
        lambda: operated(
            saved(word("你好。")),
            replace=[
                (
                    "word/document.xml",
                    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
                )
            ],
        ),
        "a.docx",
        "is saved as Strict Open XML",
    ),
    "300 pages": (
        lambda: saved(word(*["红灯亮时，列车必须在信号机前停车。" * 60] * 210)),
        "a.docx",
        "more than 200000 characters: divide it",
    ),
    "201 pictures": (lambda: saved(_with_pictures(201)), "a.docx", "more than 200 pictures: divide it"),
    "51 MB": (lambda: b"PK" + b"\0" * (51 * 1024**2), "a.docx", "50.0\xa0MB is the most"),
}


def _zip(members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def _with_pictures(count):
    document = word("你好。")
    paragraph = document.add_paragraph()
    paragraph.add_run().add_picture(io.BytesIO(png()))
    run = paragraph.runs[0]._r
    for _time in range(count - 1):
        paragraph._p.append(deepcopy(run))
    return document


def _pictures_only():
    show = pptx.Presentation()
    for _time in range(2):
        show.slides.add_slide(show.slide_layouts[6]).shapes.add_picture(io.BytesIO(png()), 0, 0)
    return show


class TestRefused:
    @pytest.mark.parametrize("case", REFUSED)
    def test_one_sentence_and_nothing_stored(self, editor, course, case):
        make, name, sentence = REFUSED[case]
        response = upload(editor, course, make(), name)
        assert response.status_code == 200
        page = text_of(response)
        assert " ".join(sentence.split()) in page
        assert response.content.decode().count('class="error-message"') <= 1
        assert kept_files() == []
        assert LessonPage.objects.child_of(course).count() == 1

    def test_a_form_without_a_file(self, editor, course):
        response = editor.post(reverse("qiao_lessons_import", args=[course.pk]), {})
        assert "This field is required" in text_of(response)

    def test_random_damage_is_never_an_error_of_the_server(self, editor, course):
        data, chance = bytearray(saved(two_pages())), random.Random(4)
        for _time in range(25):
            spoiled = bytearray(data)
            for _byte in range(30):
                spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
            assert upload(editor, course, bytes(spoiled)).status_code in (200, 302)


def note_of(kind):
    return str((reading.LEFT_OUT | reading.CHANGED)[kind])


RUN = "<w:r><w:t>{}</w:t></w:r>"
NAMED = {
    "tracked": f'<w:p>{RUN.format("红灯")}<w:ins w:id="1" w:author="a">{RUN.format("亮时")}</w:ins>'
    '<w:del w:id="2" w:author="a"><w:r><w:delText>不要</w:delText></w:r></w:del>' + RUN.format("停车。") + "</w:p>",
    "deleted": '<w:p><w:del w:id="2" w:author="a"><w:r><w:delText>不要</w:delText></w:r></w:del></w:p>',
    "formula": "<w:p>" + RUN.format("速度") + "<m:oMath><m:r><m:t>v=s/t</m:t></m:r></m:oMath></w:p>",
    "textbox": "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:inline><a:graphic>"
    "<a:graphicData uri='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'><wps:wsp><wps:txbx><w:txbxContent><w:p>"
    + RUN.format("旁边的话")
    + "</w:p></w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r></w:p>",
    "smartart": "<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData "
    "uri='http://schemas.openxmlformats.org/drawingml/2006/diagram'/></a:graphic></wp:inline></w:drawing></w:r></w:p>",
    "chart": "<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData "
    "uri='http://schemas.openxmlformats.org/drawingml/2006/chart'/></a:graphic></wp:inline></w:drawing></w:r></w:p>",
    "object": "<w:p><w:r><w:object><o:OLEObject ProgID='Excel.Sheet.12'/></w:object></w:r></w:p>",
    "hidden": "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>答案</w:t></w:r></w:p>",
    "symbol": "<w:p><w:r><w:sym w:font='Wingdings' w:char='F0E0'/></w:r></w:p>",
    "inserted": "<w:altChunk r:id='rId99'/>",
    "linked": "<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData uri='x/picture'><pic:pic><pic:blipFill>"
    "<a:blip r:link='rId98'/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>",
    "pinyin": "<w:p><w:r><w:ruby><w:rt><w:r><w:t>dēng</w:t></w:r></w:rt><w:rubyBase>"
    + RUN.format("灯")
    + "</w:rubyBase></w:ruby></w:r></w:p>",
    "contents": "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
    "<w:sdtContent><w:p>" + RUN.format("目录") + "</w:p></w:sdtContent></w:sdt>",
    "bold": "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>课文一</w:t></w:r></w:p>",
    "no_chinese": "<w:p>" + RUN.format("Stop at red.") + "</w:p>",
    "traditional": "<w:p>" + RUN.format("紅燈亮時，列車必須停車。") + "</w:p>",
    "long": "<w:p>" + RUN.format("红" * 30_000) + "</w:p>",
    "nested": "<w:tbl><w:tr><w:tc><w:p>" + RUN.format("外面") + "</w:p><w:tbl><w:tr><w:tc><w:p>"
    + RUN.format("里面")
    + "</w:p></w:tc></w:tr></w:tbl><w:p/></w:tc><w:tc><w:p>" + RUN.format("旁边") + "</w:p></w:tc></w:tr></w:tbl>",
}  # fmt: skip


class TestNamed:
    @pytest.mark.parametrize("kind", NAMED)
    def test_what_is_left_out_or_changed_is_named(self, editor, course, kind):
        _url, page = dry_run(editor, course, body_xml(NAMED[kind], "第一课", "我们学习信号。", "完了。"))
        assert note_of(kind) in page

    def test_of_tracked_changes_the_accepted_text_is_taken(self, editor, course):
        made = draft(editor, course, body_xml(NAMED["tracked"], "第一课", "我们学习信号。", "完了。"))
        assert zh(made.body[0].value["sentences"]) == ["我们学习信号。", "红灯亮时停车。", "完了。"]

    def test_of_a_pinyin_guide_the_characters_are_taken(self, editor, course):
        made = draft(editor, course, body_xml(NAMED["pinyin"], "第一课", "我们学习信号。", "完了。"))
        assert zh(made.body[0].value["sentences"]) == ["我们学习信号。", "灯", "完了。"]

    def test_the_text_of_a_nested_table_is_kept(self, editor, course):
        made = draft(editor, course, body_xml(NAMED["nested"], "第一课", "我们学习信号。", "完了。"))
        assert "外面 里面 | 旁边" in zh(made.body[0].value["sentences"])

    def test_headers_footers_and_comments(self, editor, course):
        document = word("第一课", "我们学习信号。")
        document.sections[0].header.paragraphs[0].text = "铁路学校"
        document.sections[0].footer.paragraphs[0].text = "7"
        document.add_comment(document.paragraphs[1].runs, text="请检查", author="a")
        _url, page = dry_run(editor, course, document)
        assert note_of("header") + " the top of the pages: 铁路学校" in page
        assert "the foot of the pages" not in page
        assert note_of("comment") + " paragraph 2: 请检查" in page

    def test_footnotes(self, editor, course):
        data = body_xml("<w:p><w:r><w:t>信号。</w:t><w:footnoteReference w:id='2'/></w:r></w:p>", "第一课", "完了。")
        said = RUN.format("脚注的话")
        note = f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p>{said}</w:p></w:footnote></w:footnotes>'
        relation = (
            b'<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"'
            b' Target="footnotes.xml"/></Relationships>'
        )
        data = operated(
            data,
            replace=[("word/_rels/document.xml.rels", b"</Relationships>", relation)],
            add={"word/footnotes.xml": note.encode()},
        )
        _url, page = dry_run(editor, course, data)
        assert note_of("footnote") + " paragraph 2: 脚注的话" in page

    @pytest.mark.parametrize(
        ("kind", "name", "data"),
        [
            ("vector", "word/media/a.emf", b"\x01\0\0\0" + b"\0" * 80),
            ("vector", "word/media/a.wmf", b"\xd7\xcd\xc6\x9a" + b"\0" * 80),
            ("unreadable", "word/media/a.png", b"no picture"),
            ("unreadable", "word/media/a.png", png()[:60]),
            ("unreadable", "word/NULL", None),
        ],
    )
    def test_a_picture_that_no_browser_shows_is_left_out(self, editor, course, kind, name, data):
        document = word("红灯停车。")
        document.add_picture(io.BytesIO(png()))
        target = name.removeprefix("word/").encode()
        data = operated(
            saved(document),
            replace=[("word/_rels/document.xml.rels", b"media/image1.png", target)],
            add={name: data} if data else {},
        )
        url, page = dry_run(editor, course, data)
        assert note_of(kind) + " paragraph 2" in page
        assert editor.post(url, {"title": "没有图"}).status_code == 302

    def test_a_remote_picture_is_never_fetched(self, editor, course, monkeypatch):
        def fail(*args, **kwargs):
            raise AssertionError("something was fetched")

        document = word("红灯停车。")
        document.add_picture(io.BytesIO(png()))
        data = operated(
            saved(document),
            replace=[
                (
                    "word/_rels/document.xml.rels",
                    b'Target="media/image1.png"',
                    b'Target="http://example.com/a.png" TargetMode="External"',
                )
            ],
        )
        monkeypatch.setattr("socket.socket.connect", fail)
        _url, page = dry_run(editor, course, data)
        assert note_of("linked") in page

    def test_a_bitmap_is_rewritten(self, editor, course):
        document = word("红灯停车。")
        document.add_picture(io.BytesIO(png(form="BMP")))
        made = draft(editor, course, document)
        image = made.body[1].value["image"]
        assert image.file.name.endswith(".png")


class TestTables:
    def sentences(self, editor, course, *rows, **options):
        document = word("第一课", "我们学习信号。")
        add_table(document, *rows)
        made = draft(editor, course, document, **options)
        return [(each["zh"], each["translation"]) for block in made.body for each in block.value["sentences"]][1:]

    def test_pinyin_and_numbers_between_are_left_out(self, editor, course):
        rows = [("", "生词", "拼音", "翻译"), ("1", "信号", "xìnhào", "signal"), ("2", "道岔", "dàochà", "turnout")]
        assert self.sentences(editor, course, *rows) == [("信号", "signal"), ("道岔", "turnout")]

    def test_columns_in_the_other_order_are_exchanged(self, editor, course):
        rows = [("signal", "信号"), ("turnout", "道岔")]
        assert self.sentences(editor, course, *rows) == [("信号", "signal"), ("道岔", "turnout")]

    def test_lines_of_a_cell_find_their_translations(self, editor, course):
        rows = [("红灯停车。\n绿灯进站。", "Stop at red.\nEnter at green.")]
        assert self.sentences(editor, course, *rows) == [
            ("红灯停车。", "Stop at red."),
            ("绿灯进站。", "Enter at green."),
        ]

    def test_a_translation_may_quote_the_chinese(self, editor, course):
        rows = [("红灯", "красный свет (红灯)"), ("绿灯", "зелёный свет")]
        assert self.sentences(editor, course, *rows) == [("红灯", "красный свет (红灯)"), ("绿灯", "зелёный свет")]

    def table(self, editor, course, document):
        made = draft(editor, course, document)
        [value] = [block.value for block in made.body if block.block_type == "table"]
        return value

    def test_two_columns_of_chinese_are_no_translation(self, editor, course):
        document = word("第一课", "我们学习信号。")
        add_table(document, ("显示", "意义"), ("红灯", "停车"))
        value = self.table(editor, course, document)
        assert table_of(value) == [["显示", "意义"], ["红灯", "停车"]]
        assert zh(value["caption"]) == ["表 1"]

    def test_a_caption_above_is_the_table_s(self, editor, course):
        document = word("第一课", "我们学习信号。", "表1 信号的颜色")
        add_table(document, ("", "白天", "夜间"), ("进站", "绿", "黄"))
        value = self.table(editor, course, document)
        assert zh(value["caption"]) == ["表1 信号的颜色"]
        assert value["header_row"]
        assert value["header_column"]

    def test_a_first_row_of_one_cell_is_its_caption(self, editor, course):
        document = word("第一课", "我们学习信号。")
        table = add_table(document, ("信号的颜色", "", ""), ("", "白天", "夜间"), ("进站", "绿", "黄"))
        table.cell(0, 0).merge(table.cell(0, 2))
        value = self.table(editor, course, document)
        assert zh(value["caption"]) == ["信号的颜色"]
        assert table_of(value) == [["", "白天", "夜间"], ["进站", "绿", "黄"]]

    def test_merged_cells_are_written_out_and_named(self, editor, course):
        document = word("第一课", "我们学习信号。")
        table = add_table(document, ("颜色", "显示", ""), ("红", "停车", "一"), ("", "注意", "二"), ("备注", "", ""))
        table.cell(0, 1).merge(table.cell(0, 2))
        table.cell(1, 0).merge(table.cell(2, 0))
        table.cell(3, 0).merge(table.cell(3, 2))
        data = saved(document)
        _url, page = dry_run(editor, course, data)
        assert f"{note_of('merged')} the table at paragraph" in page
        value = self.table(editor, course, data)
        assert table_of(value) == [
            ["颜色", "显示", "显示"],
            ["红", "停车", "一"],
            ["红", "注意", "二"],
            ["备注", "", ""],
        ]
        cells_block = LessonPage.body.field.stream_block.child_blocks["table"].child_blocks["cells"]
        assert cells_block.clean(value["cells"])

    def test_a_cell_that_says_to_cover_a_million_columns_does_no_harm(self, editor, course):
        span = '<w:tcPr><w:gridSpan w:val="100000000"/></w:tcPr>'
        row = f"<w:tr><w:tc>{span}<w:p>{RUN.format('红')}</w:p></w:tc><w:tc><w:p>{RUN.format('绿')}</w:p></w:tc></w:tr>"
        data = body_xml(f"<w:tbl>{row * 2}</w:tbl>", "第一课", "我们学习信号。", "完了。")
        _url, page = dry_run(editor, course, data)
        assert note_of("table_large") in page

    @pytest.mark.parametrize(("rows", "columns"), [(3, 60), (101, 3)])
    def test_a_table_that_no_screen_shows_becomes_text_and_is_named(self, editor, course, rows, columns):
        document = word("第一课", "我们学习信号。")
        add_table(document, *[[f"第{row}行{column}" for column in range(columns)] for row in range(rows)])
        data = saved(document)
        _url, page = dry_run(editor, course, data)
        assert f"{note_of('table_large')} the table at paragraph" in page
        made = draft(editor, course, data)
        assert {block.block_type for block in made.body} == {"text"}

    def test_a_table_that_only_arranges_text_becomes_text(self, editor, course):
        document = word("第一课", "我们学习信号。")
        add_table(document, ("红灯亮时停车。" * 50, "绿灯亮时进站。"), ("一", "二"))
        assert {block.block_type for block in draft(editor, course, document).body} == {"text"}

    def test_a_table_of_a_slide_is_a_table_too(self, editor, course):
        show = pptx.Presentation()
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = "信号的颜色"
        table = slide.shapes.add_table(3, 3, 0, 0, Inches(4), Inches(2)).table
        for place, row in enumerate([("颜色", "显示", ""), ("红", "停车", "一"), ("", "注意", "二")]):
            for column, text in enumerate(row):
                table.cell(place, column).text = text
        table.cell(0, 1).merge(table.cell(0, 2))
        table.cell(1, 0).merge(table.cell(2, 0))
        made = draft(editor, course, show, "课.pptx", title="信号灯")
        assert table_of(made.body[0].value) == [["颜色", "显示", "显示"], ["红", "停车", "一"], ["红", "注意", "二"]]

    def test_a_dialogue_in_two_columns_is_a_dialogue(self, editor, course):
        document = word("第一课", "我们学习信号。")
        add_table(
            document,
            ("司机：列车可以进站吗？", "Машинист: Можно въезжать?"),
            ("调度员：可以。", "Диспетчер: Можно."),
        )
        made = draft(editor, course, document)
        lines = made.body[1].value["lines"]
        assert [(each["speaker"], each["speaker_translation"], each["translation"]) for each in lines] == [
            ("司机", "Машинист", "Можно въезжать?"),
            ("调度员", "Диспетчер", "Можно."),
        ]


class TestLines:
    def kinds(self, editor, course, *lines):
        made = draft(editor, course, word("第一课", *lines))
        return [block.block_type for block in made.body]

    def test_facts_are_no_dialogue(self, editor, course):
        assert self.kinds(editor, course, "时间：上午十点", "地点：教室", "教师：王老师") == ["text"]

    def test_one_who_speaks_alone_makes_no_dialogue(self, editor, course):
        assert self.kinds(editor, course, "司机：列车可以进站吗？", "大家等着。") == ["text"]

    def test_typed_steps_are_a_procedure(self, editor, course):
        made = draft(editor, course, word("第一课", "第一步：确认信号。", "第二步：报告调度员。"))
        assert [zh(step["text"]) for step in made.body[0].value["steps"]] == [["确认信号。"], ["报告调度员。"]]

    def test_numbered_questions_are_no_procedure(self, editor, course):
        document = word("第一课")
        document.add_heading("练习", 1)
        for line in ("红灯是什么意思？", "绿灯呢？"):
            document.add_paragraph(line, style="List Number")
        made = draft(editor, course, document)
        assert zh(made.body[0].value["sentences"]) == ["1. 红灯是什么意思？", "2. 绿灯呢？"]

    def test_a_heading_over_nothing_but_a_picture_is_its_caption(self, editor, course):
        document = word("第一课", "我们学习信号。")
        document.add_heading("信号机", 1)
        document.add_picture(io.BytesIO(png()))
        made = draft(editor, course, document)
        assert [block.block_type for block in made.body] == ["text", "image"]
        assert zh(made.body[1].value["caption"]) == ["信号机"]

    def test_a_long_text_goes_on_in_another_block(self, editor, course):
        made = draft(editor, course, word("第一课", *["红灯亮时，列车必须在信号机前停车。" * 10] * 50))
        assert len(made.body) > 1
        assert sum(len(block.value["sentences"]) for block in made.body) == 500
        editor.get(reverse("wagtailadmin_pages:edit", args=[made.pk]))

    def test_a_file_without_a_title_gives_its_name(self, editor, course):
        url, _page = dry_run(editor, course, word("红灯停车。", "绿灯进站。"), "进站.docx")
        response = editor.get(url)
        assert 'value="进站"' in response.content.decode()


class TestSlides:
    def show(self):
        show = pptx.Presentation()
        title = show.slides.add_slide(show.slide_layouts[0])
        title.shapes.title.text = "铁路信号灯"
        title.placeholders[1].text = "第一课"
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = "红灯"
        slide.placeholders[1].text = "红灯亮时停车。\n不要越过红灯。"
        slide.shapes.add_picture(io.BytesIO(png()), 0, 0).name = "p"
        slide.notes_slide.notes_text_frame.text = "先问学生。"
        table = slide.shapes.add_table(2, 2, 0, 0, Inches(4), Inches(2)).table
        for place, row in enumerate([("红灯", "красный"), ("绿灯", "зелёный")]):
            for column, text in enumerate(row):
                table.cell(place, column).text = text
        return show

    def test_slides_become_blocks_under_their_titles(self, editor, course):
        made = draft(editor, course, self.show(), "课.pptx", title="信号灯")
        assert [(block.block_type, zh(block.value.get("heading") or [])) for block in made.body] == [
            ("text", []),
            ("text", ["红灯"]),
            ("image", []),
            ("text", []),
            ("text", ["讲解"]),
        ]
        assert zh(made.body[1].value["sentences"]) == ["红灯亮时停车。", "不要越过红灯。"]
        assert made.body[3].value["sentences"][0]["translation"] == "красный"
        assert zh(made.body[4].value["sentences"]) == ["先问学生。"]

    def test_the_title_is_that_of_the_first_slide(self, editor, course):
        url, _page = dry_run(editor, course, self.show(), "课.pptx")
        assert 'value="铁路信号灯"' in editor.get(url).content.decode()

    def test_notes_can_stay_with_the_teacher(self, editor, course):
        _url, page = dry_run(editor, course, self.show(), "课.pptx", notes="")
        assert note_of("notes") + " slide 2: 先问学生。" in page

    def test_hidden_slides_charts_and_films_are_named(self, editor, course):
        show = self.show()
        show.slides[0]._element.set("show", "0")
        data = CategoryChartData()
        data.categories = ["一"]
        data.add_series("二", (1,))
        shapes = show.slides[1].shapes
        shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, Inches(2), Inches(2), data)
        shapes.add_movie(io.BytesIO(b"film"), 0, 0, Inches(2), Inches(2), mime_type="video/mp4")
        _url, page = dry_run(editor, course, show, "课.pptx")
        assert note_of("hidden_slide") + " slide 1: 铁路信号灯" in page
        assert note_of("chart") + " slide 2" in page
        assert note_of("media") + " slide 2" in page
