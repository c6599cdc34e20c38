"""Which tables are Chinese beside a translation, and how their rows become sentences."""

import re
from collections import Counter
from dataclasses import dataclass

from qiao import chinese
from qiao.bilingual import sentences

from ..blocks.cells import MOST_COLUMNS, MOST_ROWS
from .reading import Note, excerpt

MOST_BILINGUAL = 0.8
"""The least share of rows that must be Chinese beside something else."""

LONG_CELL = 300
"""Characters of a cell above which a table only arranges text."""

WHOLE_ROW = 200
"""Characters of the longest row that is kept as one sentence where its lines do not match their translations."""

_NUMBER = re.compile(r"[\d.．、)）(（#№\s]*")
_PINYIN = re.compile(r"[a-zA-ZüÜvV\u00c0-\u024f\u0300-\u036f'’\-·\s,.;/()（）…]+")
_TONE = re.compile(r"[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]", re.I)
_HEAD = re.compile(
    r"(中文|汉语|汉字|原文|课文|生词|词语|词汇|单词|句子|例句|术语|Chinese|Китайск\w*|Слово|Қытай\w*|Xitoy\w*|Кытай\w*|Чин\w*)"
    r"\s*[:：]?",
    re.I,
)


@dataclass
class Pairs:
    """The rows of a bilingual table: (Chinese, translation), each a text of one or more lines."""

    rows: list
    notes: list


def pairs(grid):
    """The Pairs of a table that is Chinese beside a translation, or None for any other."""
    rows = [[" ".join(cell.split("\t")) for cell in row] for row in grid.rows if any(row)]
    if not rows:
        return None
    width = Counter(map(len, rows)).most_common(1)[0][0]
    notes, dropped = [], set()
    for column in range(width):
        cells = [row[column] for row in rows if len(row) == width]
        body = [cell for cell in cells[1:] or cells if cell]
        if not body or all(_NUMBER.fullmatch(cell) for cell in body):
            dropped.add(column)
            if body:
                notes.append(Note("numbering", grid.place))
        elif all(_PINYIN.fullmatch(cell) for cell in body) and sum(map(_has_tone, body)) * 2 > len(body):
            dropped.add(column)
            notes.append(Note("pinyin", grid.place, excerpt(body[0])))
    kept = [column for column in range(width) if column not in dropped]
    if len(kept) != 2:
        return None
    full = [[row[kept[0]], row[kept[1]]] if len(row) == width else ["\n".join(row), ""] for row in rows]
    given = [row for row in full if all(row)]
    forward, backward = sum(map(_is_pair, given)), sum(_is_pair(row[::-1]) for row in given)
    if backward > forward:
        full = [row[::-1] if all(row) or not chinese.has_hanzi(row[0]) else row for row in full]
        forward = backward
        notes.append(Note("swapped", grid.place))
    head = full[0] if _is_head(full[0]) else None
    count = len(given) - bool(head and all(head))
    if forward - bool(head and _is_pair(head)) < max(1, MOST_BILINGUAL * count):
        return None
    if head:
        notes.append(Note("table_head", grid.place, excerpt(" | ".join(head))))
        full = full[1:]
    return Pairs(full, notes)


def drafts(table, place, *, dialogue=False):
    """Drafts of sentences as `sentences.read` makes them, and notes on what could not be matched."""
    made, notes = [], []
    for zh, translation in table.rows:
        lines, translated = zh.split("\n"), translation.split("\n")
        if not translation or len(lines) == len(translated):
            pairs = zip(lines, translated if translation else [""] * len(lines), strict=True)
        elif len(zh) <= WHOLE_ROW:
            pairs = [(" ".join(lines), " ".join(translated))]
        else:
            notes.append(Note("translation", place, excerpt(translation)))
            pairs = [(line, "") for line in lines]
        for line, given in pairs:
            made += _read(line, given, dialogue)
    return made, notes


def compact(grid):
    """(rows, caption) of a table that is no bilingual text: without empty rows and columns.

    The caption is a first row of one cell, "" where there is none.
    """
    filled = [column for column in range(len(grid.square[0])) if any(row[column] for row in grid.square)]
    rows = [[row[column] for column in filled] for row in grid.square if any(row)]
    if len(rows) > 2 and rows[0][0] and not any(rows[0][1:]):
        return rows[1:], " ".join(rows[0][0].split())
    return rows, ""


def unfit(rows):
    """The kind of note that says why rows can't be a table of a lesson; "" where they can."""
    if len(rows) > MOST_ROWS or len(rows[0]) > MOST_COLUMNS:
        return "table_large"
    is_layout = len(rows) == 1 or len(rows[0]) == 1 or any(len(cell) > LONG_CELL for row in rows for cell in row)
    return "table" if is_layout else ""


def as_lines(grid):
    """A table as text: one line for each row."""
    rows = ([" ".join(cell.split()) for cell in row if cell.strip()] for row in grid.rows)
    return [" | ".join(row) for row in rows if row]


def _read(line, translation, dialogue):
    if not translation or (chinese.has_hanzi(line) and not chinese.has_hanzi(translation)):
        return sentences.read(f"{line}\t{translation}" if translation else line, dialogue=dialogue)
    # A translation that quotes the Chinese, or a name in Latin letters: the row is taken as it stands.
    made = sentences.read(line, dialogue=dialogue)[:1] or [{"starts_paragraph": True}]
    zh = made[0].get("zh", line) if made[0].get("speaker") else line
    return [{**made[0], "zh": " ".join(zh.split()), "translation": " ".join(translation.split())}]


def _is_pair(row):
    zh, translation = row
    share = len(chinese.hanzi_of(translation)) / max(1, len(translation))
    return chinese.has_hanzi(zh) and share < 0.2 and any(char.isalpha() for char in translation)


def _is_head(row):
    return bool(_HEAD.fullmatch(row[0].strip()))


def _has_tone(text):
    return bool(_TONE.search(text))
