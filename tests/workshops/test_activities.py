"""Pages of exchanges, events and competitions: what they show, and what is refused."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.workshops import filled
from tests.workshops.filled import said, words
from tests.workshops.forms import form
from workshops import models
from workshops.vocabulary import Strand

pytestmark = pytest.mark.django_db


class TestExchange:
    def test_the_programme_is_told_by_day_in_its_three_strands(self, index, filling, shown):
        text = words(shown(filled.make(models.ExchangePage, index, **filling.fields(models.ExchangePage))))
        told = [
            said("Day %(number)s", number=1), said("Technical training"), "在模拟器上处理钻井事故。",
            said("Field teaching"), "去魔鬼城看地质。", said("Day %(number)s", number=2), said("Cultural experience"),
            "学习剪纸。", said("The day is not stated"), "制作漆扇。",
        ]  # fmt: skip
        place = 0
        for each in told:
            place = text.index(each, place) + len(each)

    def test_without_days_the_strands_stand_alone(self, index, shown):
        programme = filled.stream(
            "day",
            *({"day": None, "strand": strand, "text": filled.text("学习。")} for strand in reversed(Strand.values)),
        )
        html = shown(filled.make(models.ExchangePage, index, programme=programme))
        assert said("The day is not stated") not in html
        assert re.findall(r'class="strand (\w+)"', html) == Strand.values

    def test_the_number_of_people_keeps_its_bound_and_leads_to_its_source(self, index, filling, shown):
        html = shown(filled.make(models.ExchangePage, index, **filling.fields(models.ExchangePage)))
        assert said("at least %(number)s%(ending)s", number=14, ending="") in words(html)
        assert f'href="#source-{filling.source.key}"' in html
        assert f'id="source-{filling.source.key}"' in html

    def test_nobody_is_a_number_too(self, index, shown):
        text = words(shown(filled.make(models.ExchangePage, index, people=0)))
        assert f"{said('Number of people')} 0" in text

    def test_dates_are_no_more_precise_than_their_source(self, index, shown):
        html = shown(filled.make(models.ExchangePage, index, start="2025-06"))
        assert re.search(r'<time datetime="2025-06">2025年6月</time>', html)

    def test_only_an_end_is_known(self, index, shown):
        html = shown(filled.make(models.ExchangePage, index, end="2025"))
        assert said("until %(date)s", date="2025年") in words(html)


class TestEvent:
    def test_it_leads_to_its_workshop(self, index, filling, shown):
        workshop = filled.make(models.WorkshopPage, index, title="丝路工坊", **filling.Workshop())
        html = shown(filled.make(models.EventPage, workshop, **filling.fields(models.EventPage)))
        facts = html[html.index('<dl class="facts">') : html.index("</dl>")]
        assert f'href="{workshop.url}"' in facts
        assert "15:30" in words(facts)
        assert "35" in words(facts)

    def test_recordings_wait_until_they_are_played_and_say_how_large_they_are(self, index, filling, shown):
        html = shown(filled.make(models.EventPage, index, materials=[filling.paper(), filling.video()]))
        assert re.search(r"<video[^>]* preload=\"none\"", html)
        assert "PDF · 19.5" in words(html)
        assert "WEBM · 2:05" in words(html)


class TestCompetition:
    def test_results_stand_as_they_were_published(self, index, filling, shown):
        html = shown(filled.make(models.CompetitionPage, index, **filling.fields(models.CompetitionPage)))
        rows = [words(row).strip() for row in re.findall(r"<tr.*?</tr>", html)]
        assert rows[1].startswith("1 绿灯队 atyrau学院")
        assert rows[1].endswith("97,5")
        assert rows[2].startswith("2 红灯队")

    def test_a_team_whose_institution_is_gone_stays(self, index, filling, shown):
        page = filled.make(models.CompetitionPage, index, **filling.fields(models.CompetitionPage))
        page.partners = []
        page.save_revision().publish()
        filling.guest.delete()
        text = words(shown(page))
        assert "绿灯队" in text
        assert "atyrau" not in text

    def test_more_of_everything_costs_no_more_queries(self, index, filling, client):
        def queries(slug, times):
            fields = filling.fields(models.CompetitionPage)
            fields |= {name: fields[name] * times for name in ("rounds", "teams", "rules", "results", "gallery")}
            page = filled.make(models.CompetitionPage, index, slug=slug, **fields)
            client.get(f"{page.url}?once")
            with CaptureQueriesContext(
                connection,
            ) as captured:
                client.get(f"{page.url}?twice")
            return len(captured)

        assert queries("many", 20) == queries("few", 1) <= 25


class TestRefused:
    @pytest.mark.parametrize("model", [models.ExchangePage, models.EventPage, models.CompetitionPage])
    @pytest.mark.parametrize(
        ("start", "end"), [("2025-06-21", "2025-06-20"), ("2025-07", "2025-06"), ("2026", "2025-12-31")]
    )
    def test_a_period_that_ends_before_it_starts(self, model, start, end):
        with pytest.raises(ValidationError) as refused:
            model(title="交流", start=start, end=end).clean()
        assert refused.value.message_dict == {"end": [f"This period ends ({end}) before it starts ({start})."]}

    @pytest.mark.parametrize(("start", "end"), [("2025-06-21", "2025-06"), ("2025", "2025-03-01"), ("", "2025")])
    def test_but_not_one_that_is_only_less_exact(self, start, end):
        models.ExchangePage(title="交流", start=start, end=end).clean()

    @pytest.mark.parametrize("wrong", ["2025-13", "2025-02-30", "June", "25-06", "2025-6"])
    def test_what_is_no_date(self, wrong):
        page = models.ExchangePage(title="交流", slug="a", start=wrong, end="2025")
        with pytest.raises(ValidationError) as refused:
            page.full_clean(exclude=["path", "depth", "url_path", "locale"])
        assert "is no date" in str(refused.value.message_dict["start"])

    def test_the_form_says_so_beside_the_field(self, index, client, person):
        client.force_login(person("zh-hans", "reviewers"))
        url = reverse("wagtailadmin_pages:add", args=["qiao_workshops", "exchangepage", index.pk])
        response = client.post(url, form(models.ExchangePage(title="新的", start="2025-06", end="2025-05")))
        assert response.status_code == 200
        assert "ends (2025-05) before it starts (2025-06)" in response.content.decode()
        assert not models.ExchangePage.objects.exists()
