"""Stroke data: read from the package that npm installs, and told in words."""

import pytest
from django.conf import settings

from qiao.chinese import strokes

DATA = settings.QIAO_NODE_MODULES / "hanzi-writer-data"


@pytest.mark.parametrize(
    ("hanzi", "expected"),
    [
        ("十", [["right"], ["down"]]),
        ("口", [["down"], ["right", "down"], ["right"]]),
        ("小", [["down", "left"], ["down-left"], ["down-right"]]),
        ("我", [["down-left"], ["right"], ["down"], ["right"], ["down", "down-right", "up"], ["down", "down-left"],
                ["down-right"]]),
        # The 提 of 冫 is pressed down before it rises, and goes up to the right all the same.
        ("冷", [["down-right"], ["up-right"], ["down", "down-left"], ["down-right", "right"], ["down-right"],
                ["right", "down-left"], ["down-right"]]),
    ],
)  # fmt: skip
def test_strokes_are_told_as_directions(hanzi, expected):
    assert [strokes.directions(median) for median in strokes.read(DATA, hanzi)["medians"]] == expected


@pytest.mark.parametrize(
    ("hanzi", "number", "expected"),
    [
        ("十", 1, {"right"}),
        # 撇 of 亻: down and then left, or down to the left as a whole.
        ("信", 1, {"down", "down-left"}),
        # A corner ends the beginning.
        ("口", 2, {"right"}),
    ],
)
def test_a_bent_stroke_may_be_said_to_begin_in_two_ways(hanzi, number, expected):
    assert set(strokes.beginnings(strokes.read(DATA, hanzi)["medians"][number - 1])) == expected


@pytest.mark.parametrize("char", ["../十", "a", "", "十一"])
def test_only_a_hanzi_names_a_file(char):
    with pytest.raises(LookupError, match="is not a hanzi"):
        strokes.read(DATA, char)


def test_a_hanzi_without_data_is_said_to_have_none(tmp_path):
    with pytest.raises(LookupError, match="no stroke data for 十"):
        strokes.read(tmp_path, "十")
