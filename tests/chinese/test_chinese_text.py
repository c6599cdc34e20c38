"""Where sentences end, and the slugs of titles."""

import random

import pytest

from qiao.chinese import join_sentences, slug, split_line, split_sentences


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("", []),
        ("  \n\n ", []),
        ("没有句号", [["没有句号"]]),
        ("一行\n二行", [["一行"], ["二行"]]),
        ("一行\r\n\r\n二行\u2028三行", [["一行"], ["二行"], ["三行"]]),
        ("你好。再见！", [["你好。", "再见！"]]),
        ("真的？！是的", [["真的？！", "是的"]]),
        ("Ready?是。Go!", [["Ready?", "是。", "Go!"]]),
        ("他说：“走吧！”然后走了。", [["他说：“走吧！”", "然后走了。"]]),
        ('他说:"走。"然后走了。', [['他说:"走。"', "然后走了。"]]),
        ("（注意！）停车。", [["（注意！）", "停车。"]]),
        ("『好。』」走。", [["『好。』」", "走。"]]),
        ("等等……走了。", [["等等……", "走了。"]]),
        ("……好的。", [["……好的。"]]),
        ("红灯；绿灯；黄灯。", [["红灯；绿灯；黄灯。"]]),
        ("长3.5米，见No. 3。停", [["长3.5米，见No. 3。", "停"]]),
        ("见 http://a.cn/?b=1 页。", [["见 http://a.cn/?b=1 页。"]]),
        ("等...走", [["等...走"]]),
        ("。。。", [["。。。"]]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, paragraphs):
    assert split_sentences(text) == paragraphs


def test_sentences_that_are_joined_are_split_again_in_the_same_places():
    chance = random.Random(7)
    for _attempt in range(3000):
        line = "".join(chance.choice("你好车。！？!?…a1 .“”：:）(\"'😀𰻝") for _ in range(chance.randint(0, 14)))
        sentences = split_line(line)

        assert split_line(join_sentences(sentences)) == sentences, line


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("铁路信号", "tie-lu-xin-hao"),
        ("铁路信号 RFID 3.5", "tie-lu-xin-hao-rfid-3-5"),
        ("ＲＦＩＤ系统", "rfid-xi-tong"),
        ("绿色", "lv-se"),
        ("Überblick", "uberblick"),
        ("𠮷", ""),
        ("😀", ""),
        ("Светофор", ""),
        ("", ""),
        ("<script>", "script"),
        ("x" * 80, "x" * 60),
    ],
)
def test_a_slug_is_ascii_made_of_the_pinyin(title, expected):
    assert slug(title) == expected


def test_a_long_slug_is_cut_between_syllables():
    made = slug("铁路信号" * 30)

    assert len(made) <= 60
    assert set(made.split("-")) == {"tie", "lu", "xin", "hao"}
