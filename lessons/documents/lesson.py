"""From lines, tables and pictures to the blocks of a lesson."""

import re
import uuid
from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from qiao import chinese
from qiao.bilingual import sentences
from qiao.bilingual.blocks import LABEL_LENGTH
from qiao.bilingual.glossary import terms

from ..blocks import cells
from . import tables
from .package import DocumentError
from .reading import Grid, Line, Note, Picture, excerpt

TITLE_LENGTH = 250
FIRST_LINE = 40
"""Characters of the longest first line that is taken for the title."""

PART_LENGTH = 4_000
"""Characters after which a text goes on in another block; a box may hold five times as much."""

SENTENCE_LENGTH = 2_000
MOST_STEPS = 40
FEW_TURNS = 2

_SENTENCE_END = re.compile(r"[。！？!?…][”’」』）)]*$")
_NO_TITLE = re.compile(r"[。！？!?；;：:，,、]\s*$")
_STEP = re.compile(r"(?:第[一二三四五六七八九十百\d]+步|步骤\s*[一二三四五六七八九十\d]+)\s*[：:、，,.．]?\s*")
_TYPED_NUMBER = re.compile(r"(?:(\d{1,2})\s*[.．、)）]|[(（](\d{1,2})[)）])(?!\d)\s*")
# What stands over the steps of a piece of work, and not over a list of questions.
_STEPS_ABOVE = re.compile(r"步骤|流程|程序|操作|顺序|作业过程|工序")
_CAPTION = re.compile(r"[图圖]\s*\d")
_TABLE_CAPTION = re.compile(r"表\s*\d")
# What stands before a colon and speaks no line.
_LABELS = frozenset(
    """
    时间 地点 日期 姓名 班级 学号 课时 课题 课程 题目 目标 目的 教学目标 重点 难点 要点 注意
    注意事项 提示 警告 危险 小心 例 例如 比如 答案 作业 练习 生词 词语 词汇 关键词 要求 步骤
    工具 材料 说明 备注 内容 结论 总结 小结 问题 型号 规格 厂家 单位 电话 地址 网址 作者
    来源 图 表 注 人物 场景 背景 第一 第二 第三 首先 其次 最后 优点 缺点 特点 原因 结果
    作用 定义 原则 方法 条件
    """.split()  # noqa: SIM905
)
# Letters that simplified Chinese does not have: in Big5 and not in GB 2312. A few names have some too.
_FEW_TRADITIONAL = 3


@dataclass
class Part:
    """A block to be: kind "text", "dialogue", "procedure", "table" or "image".

    heading: its heading, or the caption of a picture or a table. drafts: sentences as `sentences.read` makes them, or
    the filled cells of a table; steps: such a list for each step of a procedure; rows: those of a table, as strings.
    """

    kind: str
    heading: str = ""
    drafts: list = field(default_factory=list)
    steps: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    picture: Picture | None = None

    @property
    def all_drafts(self):
        """The sentences of the block, those of its steps included."""
        return [*self.drafts, *(draft for step in self.steps for draft in step)]

    @property
    def beginning(self):
        """Its first sentence, shortened."""
        return excerpt(self.all_drafts[0]["zh"]) if self.all_drafts else ""

    @property
    def sentence_count(self):
        """How many sentences it has."""
        return len(self.all_drafts)

    @property
    def hanzi_count(self):
        """How many hanzi its sentences have."""
        return sentences.hanzi_count(self.all_drafts)


@dataclass
class Lesson:
    """A lesson that is not stored yet: title, parts in their order, and notes on the rest."""

    title: str
    parts: list
    notes: list

    @property
    def pictures(self):
        """Its pictures in the order in which they stand."""
        return [part.picture for part in self.parts if part.picture]

    @property
    def sentence_count(self):
        """Sentences of all parts."""
        return sum(part.sentence_count for part in self.parts)

    @property
    def hanzi_count(self):
        """Hanzi of all parts."""
        return sum(part.hanzi_count for part in self.parts)

    def leave_out(self, picture, kind):
        """Drop a picture and note why."""
        self.parts = [part for part in self.parts if part.picture is not picture]
        self.notes.append(Note(kind, picture.place, excerpt(picture.alt or picture.caption)))

    @property
    def translated_count(self):
        """Sentences that have a translation."""
        return sum(bool(draft["translation"]) for part in self.parts for draft in part.all_drafts)


def compose(found, name):
    """The Lesson that a Reading becomes; raises DocumentError where there is nothing to teach.

    name: of the file without its suffix, the title where the text has none.
    """
    maker = _Maker(found)
    title = maker.take_title()
    parts = maker.parts()
    if not any(part.sentence_count or part.picture for part in parts) and not title:
        raise DocumentError(_("The file is empty: there is nothing to make a lesson of."))
    texts = [title, *(part.heading for part in parts), *(d["zh"] for part in parts for d in part.all_drafts)]
    if not any(map(chinese.has_hanzi, texts)):
        if not any(part.sentence_count for part in parts):
            raise DocumentError(
                _("The file has pictures and no text: text in pictures can't be read. Type it, or copy it in.")
            )
        raise DocumentError(
            _("The file has no Chinese: a lesson is written in Chinese first, and translated afterwards.")
        )
    if traditional := _traditional("".join(texts)):
        maker.notes.append(Note("traditional", "、".join(traditional[:10])))
    return Lesson((title or name)[:TITLE_LENGTH], parts, maker.notes)


class _Maker:
    def __init__(self, found):
        self.items, self.notes = list(found.items), list(found.notes)
        self.made = []
        self.text = None  # the text block that lines are added to
        self.heading = ""
        self.in_list = False
        self.waiting = []  # pictures that stand between a heading and its text
        self.grids = 0  # tables without a caption

    def take_title(self):
        """The title of the text, which is then no line of it any more; "" where there is none."""
        for place, item in enumerate(self.items):
            if isinstance(item, Line) and item.kind == "title" and len(item.text) <= TITLE_LENGTH:
                return self.items.pop(place).text
        first = next((place for place, item in enumerate(self.items) if isinstance(item, Line)), None)
        if first is None or any(isinstance(item, Grid) for item in self.items[:first]):
            return ""
        line = self.items[first]
        levels = Counter(item.level for item in self.items if isinstance(item, Line) and item.kind == "heading")
        is_heading = line.kind == "heading" and levels[line.level] == 1
        is_short = line.kind == "text" and len(line.text) <= FIRST_LINE and not _NO_TITLE.search(line.text)
        if (is_heading or (is_short and not _speaker(line.text) and "\t" not in line.text)) and len(self.items) > 1:
            return self.items.pop(first).text
        return ""

    def parts(self):
        """The parts of the lesson in order."""
        place = 0
        while place < len(self.items):
            item = self.items[place]
            if isinstance(item, Picture):
                place = self._picture(place)
            elif isinstance(item, Grid):
                self._table(item)
                place += 1
            elif item.kind in ("heading", "title"):
                self._head(item.text)
                place += 1
            elif self._is_before_captioned(place):
                self.items[place + 1].caption = item.text
                place += 1
            else:
                end = place + 1
                while end < len(self.items) and _is_line(self.items[end]) and not self._is_before_captioned(end):
                    end += 1
                self._lines(self.items[place:end])
                place = end
        self._close()
        return [part for part in self.made if part.picture or part.all_drafts]

    # Headings and pictures

    def _head(self, text):
        if text == self.heading or (self.text and text == self.text.heading):
            return  # a slide that goes on under the same title
        self._close()
        if len(text) > LABEL_LENGTH:
            self._say(sentences.read(text), None)
        else:
            self.heading = text

    def _close(self):
        """End the section: a heading without a text becomes a caption, or a line of its own."""
        if self.heading and self.waiting and not self.waiting[0].caption:
            self.waiting[0].caption = self.heading
        elif self.heading:
            self.made.append(Part("text", drafts=sentences.read(self.heading)))
        self.heading, self.text = "", None
        self._show_waiting()

    def _show_waiting(self):
        for picture in self.waiting:
            self.made.append(Part("image", picture.caption, picture=picture))
        self.waiting = []

    def _picture(self, place):
        picture = self.items[place]
        after = self.items[place + 1] if place + 1 < len(self.items) else None
        if not picture.caption and _is_caption(after):
            picture.caption, place = after.text, place + 1
        if len(picture.caption) > LABEL_LENGTH:
            picture.caption = ""
        self.waiting.append(picture)
        if not self.heading:
            self.text = None
            self._show_waiting()
        return place + 1

    def _is_before_captioned(self, place):
        """Whether a line is the caption of the picture or the table after it."""
        item, after = self.items[place], next(iter(self.items[place + 1 : place + 2]), None)
        if not _is_line(item) or len(item.text) > LABEL_LENGTH:
            return False
        if isinstance(after, Grid):
            is_numbered = item.kind == "text" and len(item.text) <= FIRST_LINE and bool(_TABLE_CAPTION.match(item.text))
            return (item.kind == "caption" or is_numbered) and tables.pairs(after) is None
        return item.kind == "caption" and isinstance(after, Picture) and not after.caption

    # Lines

    def _lines(self, lines):
        place = 0
        while place < len(lines):
            for kind, find in (("steps", self._steps_at), ("dialogue", _turns_at)):
                if count := find(lines, place):
                    self.notes.append(Note(kind, lines[place].place, excerpt(lines[place].text)))
                    getattr(self, f"_add_{kind}")(lines[place : place + count])
                    place += count
                    break
            else:
                self._plain(lines[place])
                place += 1

    def _plain(self, line):
        if line.kind in ("bullet", "number") and not self.in_list:
            self.notes.append(Note("bullets", line.place, excerpt(line.text)))
        self.in_list = line.kind in ("bullet", "number")
        text = f"{line.number}. {line.text}" if line.kind == "number" else line.text
        self._say(sentences.read(text), line.place)

    def _say(self, drafts, place):
        drafts = [piece for draft in drafts for piece in self._cut(draft, place)]
        for draft in drafts:
            if not chinese.has_hanzi(draft["zh"]) and sum(map(str.isalpha, draft["zh"])) > 1:
                self.notes.append(Note("no_chinese", place or "", excerpt(draft["zh"])))
        if not drafts:
            return
        length = sum(len(draft["zh"]) for draft in drafts)
        if self.text is None or self._length + length > PART_LENGTH:
            self.text = Part("text", self.heading)
            self.heading, self._length = "", 0
            self.made.append(self.text)
        self.text.drafts += drafts
        self._length += length
        if self.waiting:
            self._show_waiting()
            self.text = None

    def _cut(self, draft, place):
        zh = draft["zh"]
        if len(zh) <= SENTENCE_LENGTH:
            return [draft]
        self.notes.append(Note("long", place or "", excerpt(zh)))
        starts = range(0, len(zh), SENTENCE_LENGTH)
        pieces = [{**draft, "zh": zh[start : start + SENTENCE_LENGTH], "translation": ""} for start in starts]
        pieces[0]["translation"] = draft["translation"]
        return [{**piece, "starts_paragraph": draft["starts_paragraph"] and n == 0} for n, piece in enumerate(pieces)]

    # Work and talk

    def _steps_at(self, lines, place):
        """How many lines from `place` on are the steps of a piece of work: 0, or 2 and more."""
        if _STEP.match(lines[place].text):
            count = _count(lines[place:], lambda line: bool(_STEP.match(line.text)))
            return count if 2 <= count <= MOST_STEPS else 0
        above = lines[place - 1].text if place else self.text.drafts[-1]["zh"] if self.text else ""
        if not _STEPS_ABOVE.search(self.heading or above) and not (
            self.text and self.text.heading and len(self.text.drafts) <= 1 and _STEPS_ABOVE.search(self.text.heading)
        ):
            return 0
        if _number_of(lines[place]) != 1 or lines[place].level:
            return 0
        count, last = 0, 0
        for line in lines[place:]:
            if line.kind in ("number", "bullet") and line.level:
                count += 1
                continue
            if _number_of(line) != last + 1:
                break
            count, last = count + 1, last + 1
        return count if 2 <= last <= MOST_STEPS else 0

    def _add_steps(self, lines):
        part = Part("procedure", self._take_heading())
        for line in lines:
            text = _TYPED_NUMBER.sub("", _STEP.sub("", line.text, count=1), count=1) if not line.level else line.text
            drafts = [piece for draft in sentences.read(text) for piece in self._cut(draft, line.place)]
            if line.level and part.steps:
                part.steps[-1] += drafts
            elif drafts:
                part.steps.append(drafts)
        self.made.append(part)
        self._show_waiting()

    def _add_dialogue(self, lines):
        self._talk(sentences.read("\n".join(line.text for line in lines), dialogue=True))

    def _talk(self, drafts):
        part, length = Part("dialogue", self._take_heading()), 0
        self.made.append(part)
        for draft in drafts:
            if length > PART_LENGTH and draft["starts_paragraph"]:
                part, length = Part("dialogue"), 0
                self.made.append(part)
            for piece in self._cut(draft, None):
                part.drafts.append(piece)
                length += len(piece["zh"])
        self._show_waiting()

    def _take_heading(self):
        heading, self.heading, self.text = self.heading, "", None
        return heading

    # Tables

    def _table(self, grid):
        table = tables.pairs(grid)
        if table is None:
            self._grid(grid)
            return
        self.notes += table.notes
        lines = [Line(line, grid.place) for zh, _translation in table.rows for line in zh.split("\n") if line]
        talks = bool(lines) and _turns_at(lines, 0) == len(lines)
        drafts, notes = tables.drafts(table, grid.place, dialogue=talks)
        self.notes += notes
        if talks:
            self.notes.append(Note("dialogue", grid.place, excerpt(lines[0].text)))
            self._talk(drafts)
        else:
            self._say_table(drafts, grid.place)

    def _grid(self, grid):
        """A table of another shape: one of the lesson, or text where a lesson can't show it."""
        rows, caption = tables.compact(grid)
        lines = tables.as_lines(grid)
        kind = tables.unfit(rows)
        self.notes.append(Note(kind or "grid", grid.place, excerpt(lines[0])))
        if kind:
            for line in lines:
                self._say([{"zh": line, "translation": "", "starts_paragraph": True}], grid.place)
            return
        if grid.is_merged:
            self.notes.append(Note("merged", grid.place, excerpt(lines[0])))
        caption = grid.caption or caption
        if caption:
            self._close()
        else:
            self.grids += 1
        # A caption is Chinese, as all of a lesson is.
        heading = (caption or self._take_heading() or f"表 {self.grids}")[:LABEL_LENGTH]
        cells = [
            {"zh": cell, "translation": "", "starts_paragraph": column == 0}
            for row in rows
            for column, cell in enumerate(row)
            if cell
        ]
        self.made.append(Part("table", heading, drafts=cells, rows=rows))
        self.text = None
        self._show_waiting()

    def _say_table(self, drafts, place):
        paragraph = []
        for draft in drafts:
            if draft["starts_paragraph"] and paragraph:
                self._say(paragraph, place)
                paragraph = []
            paragraph.append(draft)
        self._say(paragraph, place)


def _is_line(item):
    return isinstance(item, Line) and item.kind not in ("heading", "title")


def _is_caption(item):
    if not isinstance(item, Line) or len(item.text) > LABEL_LENGTH:
        return False
    is_numbered = item.kind == "text" and len(item.text) <= FIRST_LINE and bool(_CAPTION.match(item.text))
    return item.kind == "caption" or is_numbered


def _speaker(text):
    if _STEP.match(text) or _TYPED_NUMBER.match(text):
        return ""
    first = next(iter(sentences.read(text, dialogue=True)), None)
    return first["speaker"] if first and first["zh"] else ""


def _turns_at(lines, place):
    """How many lines from `place` on are a dialogue: 0, or 2 and more.

    People take turns: there are two of them at least, one of them speaks twice or all speak in whole sentences.
    """
    speakers, whole = [], True
    for line in lines[place:]:
        speaker = _speaker(line.text) if line.kind != "number" else ""
        if not speaker or speaker in _LABELS:
            break
        speakers.append(speaker)
        whole = whole and bool(_SENTENCE_END.search(line.text.split("\t")[0].strip()))
    different = len(set(speakers))
    return len(speakers) if different >= FEW_TURNS and (different < len(speakers) or whole) else 0


def _number_of(line):
    if line.kind == "number":
        return line.number
    match = _TYPED_NUMBER.match(line.text)
    return int(match[1] or match[2]) if match else None


def _count(lines, holds):
    return next((place for place, line in enumerate(lines) if not holds(line)), len(lines))


def _traditional(text):
    found = [char for char in dict.fromkeys(text) if chinese.is_hanzi(char) and _only_traditional(char)]
    return found if len(found) >= _FEW_TRADITIONAL else []


def _only_traditional(char):
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return bool(char.encode("big5", "ignore"))
    return False


def stream(lesson, images):
    """The stored form of a lesson's body.

    images: for each of `lesson.pictures` a dict with image (primary key), alt_text and decorative, or None to leave it
    out. Pinyin is filled here, which takes its time.
    """
    blocks, number, glossary = [], 0, terms()
    for part in lesson.parts:
        if part.picture:
            image, number = images[number], number + 1
            if image is None:
                continue
            value = {"image": image, "caption": sentences.build_label(part.heading, glossary=glossary)}
        elif part.kind == "table":
            value = {
                "caption": sentences.build_label(part.heading, glossary=glossary),
                "header_row": True,
                "header_column": not part.rows[0][0],
                "cells": cells.build(part.rows, glossary=glossary),
            }
        elif part.kind == "procedure":
            value = {
                "heading": sentences.build_label(part.heading, glossary=glossary),
                "steps": [_step(drafts, glossary) for drafts in part.steps],
            }
        else:
            name = "lines" if part.kind == "dialogue" else "sentences"
            value = {
                "heading": sentences.build_label(part.heading, glossary=glossary),
                name: sentences.build(part.drafts, glossary=glossary),
            }
        blocks.append({"type": part.kind, "id": str(uuid.uuid4()), "value": value})
    return blocks


def _step(drafts, glossary):
    value = {
        "text": sentences.build(drafts, glossary=glossary),
        "tools": [],
        "image": {"image": None, "decorative": False, "alt_text": ""},
        "safety": [],
    }
    return {"type": "item", "id": str(uuid.uuid4()), "value": value}
