"""What a teacher does in the admin: from a Word file to a published bilingual lesson, and what helps while writing."""

import io
import re
import time

import docx
import pytest
from docx.shared import Cm
from PIL import Image, ImageDraw

SLOWDOWN = 4
WIDGETS_ARE_READY = """() => {
    const boxes = [...document.querySelectorAll(".qiao-sentences")];
    return boxes.length >= %d && boxes.every((box) =>
        window.wagtail.app.getControllerForElementAndIdentifier(box, "qiao-sentences"));
}"""

PAIRS = [
    ("出站信号机设在发车线的前方。", "Выходной светофор стоит перед путём отправления."),
    ("它准许或者禁止列车出站。", "Он разрешает или запрещает поезду выход со станции."),
    ("红灯亮时，列车不准越过信号机。", "При красном огне поезду запрещено проезжать светофор."),
    ("绿灯亮时，列车可以按规定速度出发。", "При зелёном огне поезд может отправляться с установленной скоростью."),
    ("黄灯亮时，司机要注意运行。", "При жёлтом огне машинист ведёт поезд с готовностью остановиться."),
    ("信号机不亮时，按红灯处理。", "Погасший светофор считается красным."),
    ("发车以前，值班员要确认线路空闲。", "Перед отправлением дежурный проверяет, что путь свободен."),
    ("司机看到绿灯以后，鸣笛出发。", "Увидев зелёный огонь, машинист даёт свисток и отправляется."),
    ("信号不清楚时，列车必须停车。", "Если сигнал непонятен, поезд обязан остановиться."),
    ("任何人不得擅自改变信号。", "Никому не разрешено самовольно менять сигнал."),
    ("道岔没有锁闭，信号不能开放。", "Пока стрелка не заперта, сигнал открыть нельзя."),
    ("列车出站以后，信号自动关闭。", "После выхода поезда сигнал закрывается сам."),
]
REST = {
    "出站信号机": "Выходной светофор",
    "课文": "Текст",
    "图1 出站信号机": "Рис. 1. Выходной светофор",
    "发车步骤": "Порядок отправления",
    "确认线路空闲。": "Проверить, что путь свободен.",
    "开放出站信号。": "Открыть выходной сигнал.",
    "通知司机发车。": "Сообщить машинисту об отправлении.",
}

ROW_OF_EACH = """() => Object.fromEntries([...document.querySelectorAll("[data-desk-row]")].map(row => {
    const zh = row.querySelector(".desk-row__zh").cloneNode(true);
    zh.querySelectorAll("rt, rp").forEach(each => each.remove());
    return [zh.textContent.trim(), row.dataset.deskRow];
}))"""


def picture():
    image = Image.new("RGB", (600, 400), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((270, 40, 330, 380), fill="black")
    draw.ellipse((250, 60, 350, 160), fill="green")
    data = io.BytesIO()
    image.save(data, "PNG")
    data.seek(0)
    return data


def saved(document, folder, name="课文.docx"):
    path = folder / name
    document.save(path)
    return path


def two_pages():
    """A lesson as a teacher has it in Word: a text with its translation, a picture, and the steps of a job."""
    document = docx.Document()
    document.add_heading("出站信号机", 0)
    document.add_heading("课文", 1)
    table = document.add_table(len(PAIRS), 2)
    for row, pair in zip(table.rows, PAIRS, strict=True):
        for cell, text in zip(row.cells, pair, strict=True):
            cell.text = text
    document.add_page_break()
    document.add_picture(picture(), Cm(8))
    document.add_paragraph("图1 出站信号机")
    document.add_heading("发车步骤", 1)
    for step in ("确认线路空闲。", "开放出站信号。", "通知司机发车。"):
        document.add_paragraph(step, style="List Number")
    return document


def many_sentences(count=200, each=10):
    """A long lesson, its text in blocks of some sentences."""
    document = docx.Document()
    document.add_heading("长课文", 0)
    for start in range(0, count, each):
        document.add_heading(f"第{start // each + 1}段", 1)
        document.add_paragraph("".join(f"第{start + n}句话说的是信号机的显示和列车的运行。" for n in range(each)))
    return document


class Teacher:
    """Works in the browser and counts what a hand does: clicks, and letters that are typed."""

    # Generous for a person who knows the way: seconds to find and press something, and to type a letter.
    A_CLICK, A_LETTER = 4, 0.4

    def __init__(self, page):
        self.page, self.clicks, self.letters = page, 0, 0

    def click(self, target):
        target.click()
        self.clicks += 1

    def write(self, target, text):
        target.fill(text)
        self.clicks += 1
        self.letters += len(text)

    @property
    def seconds(self):
        return self.clicks * self.A_CLICK + self.letters * self.A_LETTER


def module_of(page, demo):
    """The key of the demo's first module."""
    page.goto(f"/admin/pages/{demo['ids']['course']['zh-hans']}/")
    link = page.locator("td.title a", has_text="信号机").first.get_attribute("href")
    return re.search(r"/pages/(\d+)/", link)[1]


def make_draft(page, parent, path, title=None):
    """Import a file below a module and agree; the page is then the editor of the draft."""
    page.goto(f"/admin/qiao/lessons/import/{parent}/")
    page.set_input_files("[name=file]", path)
    page.locator("form [type=submit]", has_text="Look at the lesson").click()
    if title:
        page.fill("[name=title]", title)
    page.get_by_role("button", name="Make a draft lesson").click()
    page.wait_for_url("**/edit/")


@pytest.fixture
def admin(signed_in):
    """The admin as somebody who may do everything, in English."""
    return signed_in("admin", locale="en-GB")


def test_a_word_file_of_two_pages_becomes_a_bilingual_lesson_in_five_minutes(look, admin, demo, tmp_path):
    path = saved(two_pages(), tmp_path)
    module = module_of(admin, demo)
    admin.goto(f"/admin/pages/{module}/")
    teacher, started = Teacher(admin), time.monotonic()

    # Word file to draft
    teacher.click(admin.locator("header").get_by_role("button", name=re.compile("Actions|More")).first)
    teacher.click(admin.get_by_role("link", name="Import a Word or PowerPoint file").first)
    admin.set_input_files("[name=file]", path)
    admin.select_option("[name=language]", "ru")
    teacher.clicks += 4
    teacher.click(admin.get_by_role("button", name="Look at the lesson"))
    assert "15 sentences" in admin.locator(".qiao-import__count").inner_text()
    assert "12 sentences with a translation" in admin.locator(".qiao-import__count").inner_text()
    teacher.write(admin.get_by_label("What does the picture show?"), "绿灯亮着的出站信号机")
    teacher.click(admin.get_by_role("button", name="Make a draft lesson"))

    # Draft to published Chinese
    admin.wait_for_url("**/edit/")
    admin.wait_for_function(WIDGETS_ARE_READY % 8)
    assert admin.locator("textarea").evaluate_all("boxes => boxes.some(box => box.value.includes('红灯亮时'))")
    teacher.click(admin.get_by_role("button", name=re.compile("More actions")).first)
    with admin.expect_navigation():
        teacher.click(admin.locator("[name=action-publish]"))

    # Published Chinese to published Russian
    admin.goto(f"/admin/pages/{module}/")
    teacher.click(admin.get_by_role("link", name="出站信号机", exact=True).first)
    lesson = admin.url
    teacher.click(admin.locator("header").get_by_role("button", name=re.compile("Actions|More")).first)
    teacher.click(admin.get_by_role("link", name=re.compile("^Translate")).first)
    teacher.click(admin.get_by_label("Russian"))
    with admin.expect_navigation():
        teacher.click(admin.locator("form [type=submit]").last)
    admin.wait_for_selector("[data-desk-box]")
    # Each piece of Chinese (hanzi, without pinyin) and the row that it is translated in.
    rows = admin.evaluate(ROW_OF_EACH)
    for zh, russian in REST.items():
        row = admin.locator(f"[data-desk-row='{rows[zh]}']")
        teacher.write(row.locator("[data-desk-box]"), russian)
        row.locator("[data-desk-box]").press("Control+Enter")
        admin.locator(f"[data-desk-row='{rows[zh]}'][data-state=done]").wait_for()
    with admin.expect_navigation():
        teacher.click(admin.locator("[data-desk-publish]"))
    machine = time.monotonic() - started

    page = look(demo["pages"]["lesson"]["ru"].rsplit("/", 2)[0] + "/chu-zhan-xin-hao-ji/")
    text = page.locator("main").inner_text()
    for russian in [*REST.values(), *(pair[1] for pair in PAIRS)]:
        assert russian in text
    assert page.locator(".tr.untranslated").count() == 0
    assert page.locator("main img[alt]").count() >= 1
    print(
        f"\n{lesson}: {teacher.clicks} clicks, {teacher.letters} letters: {teacher.seconds:.0f} s of a person,"
        f" {machine:.0f} s of the machine"
    )
    assert teacher.seconds + machine < 300


def seconds_to_open(page, url, widgets, times=3):
    """The shortest of some tries to open an editor until every box of sentences works, with a slow processor."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    taken = []
    for _try in range(times):
        started = time.monotonic()
        page.goto(url, wait_until="commit")
        page.wait_for_function(WIDGETS_ARE_READY % widgets)
        taken.append(time.monotonic() - started)
        page.wait_for_load_state("networkidle")
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return min(taken)


def test_a_lesson_of_200_sentences_opens_within_three_seconds_on_a_slow_machine(admin, demo, tmp_path):
    module = module_of(admin, demo)
    make_draft(admin, module, saved(many_sentences(2, 2), tmp_path), title="短课文")
    short = admin.url
    make_draft(admin, module, saved(many_sentences(), tmp_path))
    long = admin.url
    admin.wait_for_load_state("networkidle")
    # The editor of a lesson of two sentences is what Wagtail itself takes on this machine, busy as it is.
    least, taken = seconds_to_open(admin, short, 5), seconds_to_open(admin, long, 43)
    print(f"\n200 sentences: {taken:.2f} s, 2 sentences: {least:.2f} s, processor {SLOWDOWN} times slower")
    assert taken <= max(3, 2 * least)


def test_reading_through_a_lesson_asks_for_each_box_and_saves_nothing(admin, demo, tmp_path):
    make_draft(admin, module_of(admin, demo), saved(many_sentences(), tmp_path), title="读课文")
    asked, stored = [], []
    admin.on("request", lambda request: asked.append(request) if "/sentences/preview/" in request.url else None)
    admin.on(
        "request",
        lambda request: stored.append(request) if request.method == "POST" and "/edit/" in request.url else None,
    )
    admin.reload()
    admin.wait_for_function(WIDGETS_ARE_READY % 43)
    admin.wait_for_load_state("networkidle")
    at_first = len(asked)
    assert at_first < 10
    boxes = admin.locator("textarea[name$=-sentences]")
    for index in range(0, boxes.count(), 2):
        boxes.nth(index).scroll_into_view_if_needed()
        admin.wait_for_timeout(150)
    last = boxes.last
    last.scroll_into_view_if_needed()
    admin.locator(".qiao-sentences", has=last).locator(".qiao-sentences__item").nth(9).wait_for()
    assert len(asked) > at_first + 20
    admin.wait_for_timeout(2500)
    assert stored == []
    assert admin.faults == []


def test_the_level_follows_what_is_written(admin, demo):
    module = module_of(admin, demo)
    admin.goto(f"/admin/pages/add/qiao_lessons/lessonpage/{module}/")
    admin.locator("[data-side-panel-toggle=qiao-level]").click()
    panel = admin.locator("[data-side-panel=qiao-level]")
    panel.get_by_text("There is no Chinese yet.").wait_for()
    box = admin.locator("#id_objectives")
    box.fill("我们学习汉语。")
    panel.get_by_text("HSK 1", exact=True).wait_for()
    box.fill("制动失灵。制动又失灵。")
    panel.get_by_role("cell", name="制动").wait_for()
    assert panel.locator("tr", has=admin.get_by_role("cell", name="制动")).locator("td").nth(1).inner_text() == "2"
    assert panel.get_by_text("above the level that the course states").is_visible()
    counter = admin.locator("[data-side-panel-toggle=qiao-level] [data-side-panel-toggle-counter]")
    assert int(counter.inner_text()) == panel.locator("tbody tr").count()


def test_the_level_says_so_when_it_cannot_be_worked_out(admin, demo):
    admin.goto(f"/admin/pages/{demo['ids']['lesson']['zh-hans']}/edit/")
    admin.locator("[data-side-panel-toggle=qiao-level]").click()
    panel = admin.locator("[data-side-panel=qiao-level]")
    panel.get_by_role("heading", name="Length").wait_for()
    admin.route("**/level/", lambda route: route.abort())
    admin.locator("#id_objectives").fill("我们学习信号。")
    panel.get_by_text("The level could not be worked out.").wait_for()
    admin.unroute("**/level/")
    admin.locator("#id_objectives").fill("我们学习信号灯。")
    panel.get_by_text("The level could not be worked out.").wait_for(state="hidden")


def test_a_draft_is_previewed_in_another_language_and_on_another_device(admin, demo):
    admin.goto(f"/admin/pages/{demo['ids']['lesson']['zh-hans']}/edit/")
    admin.wait_for_function(WIDGETS_ARE_READY % 8)
    box = admin.locator("#id_objectives")
    box.fill(box.input_value() + "\n能看懂新的信号。")
    admin.locator("[data-side-panel-toggle=preview]").click()
    panel = admin.locator("[data-side-panel=preview]")
    # A language that is chosen before the first preview has come may be lost.
    admin.wait_for_function(
        "document.querySelector('#w-preview-iframe')?.contentDocument?.documentElement.lang === 'zh-Hans'"
    )
    panel.locator("select").select_option("ru")
    # Wagtail puts a new frame in the place of the old one for each preview.
    admin.wait_for_function(
        "document.querySelector('#w-preview-iframe').contentDocument?.documentElement.lang === 'ru'"
    )
    admin.wait_for_function(
        "document.querySelector('#w-preview-iframe').contentDocument?.querySelector('.tr.untranslated')"
    )
    shown = admin.frame_locator("#w-preview-iframe").locator("main").inner_text()
    assert "Сначала ясно увидеть, затем назвать вслух и только потом действовать." in shown
    panel.get_by_label("360 pixels wide").check(force=True)
    admin.wait_for_function("document.querySelector('#w-preview-iframe').contentWindow.innerWidth === 360")
    assert 'class="tr untranslated"' not in admin.request.get(demo["pages"]["lesson"]["ru"]).text()
