"""Figures in words: each with the bound of its source, in the numbers and endings of every language."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from workshops import figures
from workshops.figures import Reading
from workshops.vocabulary import Bound, Nature


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [
        ("en", "0", "0"),
        ("en", "0.5", "0.5"),
        ("en", "1500", "1,500"),
        ("en", "10000000", "10,000,000"),
        ("zh-hans", "10000000", "10,000,000"),
        ("zh-hans", "12.50", "12.5"),
        ("ru", "10000000", "10\xa0000\xa0000"),
        ("ru", "0.25", "0,25"),
        ("kk", "1500", "1\xa0500"),
        ("ky", "12.5", "12,5"),
        ("uz", "1500", "1\xa0500"),
        ("tg", "1500.05", "1\xa0500,05"),
    ],
)
def test_a_number_has_its_own_digits_and_the_signs_of_the_language(language, value, shown):
    with override(language):
        assert figures.number(Decimal(value)) == shown


@pytest.mark.parametrize(
    ("value", "kazakh", "kyrgyz"),
    [
        ("0", "-ден", "-дөн"),
        ("1", "-ден", "-ден"),
        ("3", "-тен", "-төн"),
        ("6", "-дан", "-дан"),
        ("9", "-дан", "-дан"),
        ("10", "-нан", "-дон"),
        ("14", "-тен", "-төн"),
        ("40", "-тан", "-тан"),
        ("50", "-ден", "-дөн"),
        ("67", "-ден", "-ден"),
        ("70", "-тен", "-тен"),
        ("80", "-нен", "-ден"),
        ("90", "-нан", "-дон"),
        ("110", "-нан", "-дон"),
        ("130", "-дан", "-дан"),
        ("200", "-ден", "-дөн"),
        ("1000", "-нан", "-ден"),
        ("1005", "-тен", "-тен"),
        ("1500", "-ден", "-дөн"),
        ("20000", "-нан", "-ден"),
        ("10000000", "-нан", "-дон"),
        ("2000000000", "-тан", "-дан"),
        ("1000000000000", "-нан", "-дон"),
        ("0.5", "-тен", "-тен"),
        ("2.25", "-тен", "-тен"),
        ("10.4", "-тен", "-төн"),
        ("1.10", "-ден", "-ден"),
    ],
)
def test_the_ending_after_a_number_follows_its_last_word(value, kazakh, kyrgyz):
    assert figures.ending(Decimal(value), "kk") == kazakh
    assert figures.ending(Decimal(value), "ky") == kyrgyz


@pytest.mark.parametrize("language", ["zh-hans", "ru", "uz", "tg", "en"])
def test_other_languages_have_no_such_ending(language):
    assert figures.ending(Decimal(1000), language) == ""


def test_over_is_another_statement_than_at_least():
    with override("en"):
        assert Reading(Decimal(1000), bound=Bound.MORE_THAN).text == "more than 1,000"
        assert Reading(Decimal(1000), bound=Bound.AT_LEAST).text == "at least 1,000"
        assert Reading(Decimal(1000), bound=Bound.EXACTLY).text == "1,000"


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"start": "2024", "end": "2025"}, "2024 – 2025"),
        ({"start": "2025-06", "end": "2025-06"}, "June 2025"),
        ({"start": "2025"}, "since 2025"),
        ({"end": "2025"}, "by 2025"),
        ({"end": "2030", "nature": Nature.TARGET}, "by 2030"),
        ({}, ""),
    ],
)
def test_the_period_is_said_as_far_as_it_is_known(stated, said):
    with override("en"):
        assert Reading(Decimal(1), **stated).period == said


@pytest.mark.parametrize(
    ("language", "month"),
    [("en", "June 2025"), ("ru", "июнь 2025 г."), ("zh-hans", "2025年6月"), ("kk", "2025 ж. маусым")],
)
def test_a_month_is_written_as_in_a_sentence(language, month):
    with override(language):
        assert " ".join(Reading(Decimal(1), as_of="2025-06").as_of_shown.split()) == month
