"""A stranger comes to the home page and wants to know what a workshop is, who takes part and what is taught there."""

import pytest


@pytest.mark.parametrize("language", ["en", "ru"])
def test_in_three_clicks_from_home_a_stranger_knows_who_takes_part_and_what_is_taught(look, demo, language):
    names = {
        "en": ["Tashkent State Transport University", "Xinjiang Railway Vocational and Technical College", "Hollysys"],
        "ru": ["Ташкентский государственный транспортный университет", "Hollysys"],
    }
    fields = {"en": ["Railway signalling", "Railway engineering"], "ru": ["Железнодорожная сигнализация"]}
    page = look(demo["pages"]["home"][language])
    clicks = 0
    workshop = demo["pages"]["workshop"][language]
    # First click: the workshops.
    page.locator(f"a[href='{demo['pages']['workshop_index'][language]}']").first.click()
    clicks += 1
    # Second click: this workshop.
    page.locator(f"main a[href='{workshop}']").first.click()
    clicks += 1
    page.locator(".partners, [aria-labelledby=partners]").first.wait_for()
    text = page.locator("main").inner_text()
    for name in (*names[language], *fields[language]):
        assert name in text
    # Third click: whoever takes part.
    page.get_by_role("link", name=names[language][0]).first.click()
    clicks += 1
    page.get_by_role("heading", level=1, name=names[language][0]).wait_for()
    assert page.locator(f"main a[href='{workshop}']").count()
    assert clicks == 3
    assert page.faults == []


def test_the_home_page_shows_both_halves_and_says_who_reports_its_figures(look, demo):
    page = look(demo["pages"]["home"]["en"])
    for path in (demo["pages"]["course_index"]["en"], demo["pages"]["workshop_index"]["en"]):
        assert page.locator(f"main a[href='{path}']").count()
    figures = page.locator(".glance li")
    assert figures.count() >= 3
    for text in figures.all_inner_texts():
        assert "Reported: news report, 2025" in text
    figures.first.locator("a").click()
    page.locator("#figures").wait_for()
