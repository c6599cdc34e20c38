"""The tone changes of 一 and 不, for display."""

import pytest

from qiao.chinese import annotate, sandhi


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("一个人", "yí gè rén"),
        ("一定", "yí dìng"),
        ("一起", "yì qǐ"),
        ("一天", "yì tiān"),
        ("一条", "yì tiáo"),
        ("第一", "dì yī"),
        ("第一天", "dì yī tiān"),
        ("十一月", "shí yī yuè"),
        ("一月", "yī yuè"),
        ("一九八〇年", "yī jiǔ bā líng nián"),
        ("一百", "yì bǎi"),
        ("星期一上午", "xīng qī yī shàng wǔ"),
        ("统一调度", "tǒng yī diào dù"),
        ("看一看", "kàn yi kàn"),
        ("好不好", "hǎo bu hǎo"),
        ("不是", "bú shì"),
        ("不一样", "bù yí yàng"),
        ("不", "bù"),
        ("一", "yī"),
        ("", ""),
    ],
)
def test_yi_and_bu_change_beside_others(text, spoken):
    assert " ".join(sandhi(annotate(text))) == spoken


def test_what_is_stored_is_not_touched():
    syllables = annotate("不是一个")
    sandhi(syllables)

    assert [each.pinyin for each in syllables] == ["bù", "shì", "yī", "gè"]


def test_pairs_will_do_and_a_reading_by_hand_stays():
    assert sandhi([("不", "bu"), ("是", "shì"), ("𠮷", "")]) == ["bu", "shì", ""]
