"""What learners look for: test centres, places for students, stories; and whose picture may be shown."""

import re

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override
from wagtail.blocks import StructBlockValidationError

from qiao.languages import content
from tests import factories
from tests.workshops import filled
from tests.workshops.filled import label, said, words
from tests.workshops.forms import form
from workshops import blocks, models

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, person):
    """Somebody who writes and publishes Chinese."""
    client.force_login(person("zh-hans", "reviewers"))
    return client


def rows(html):
    """The cells of each row of a table, as texts."""
    found = re.findall(r"<tr.*?</tr>", html)
    return [[words(cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in found]


class TestTestCentre:
    def test_sessions_are_a_table_where_0_is_a_number_and_nothing_is_none(self, index, filling, shown):
        html = shown(filled.make(models.TestCentrePage, index, sessions=filling.TestCentre()["sessions"]))
        _head, first, second = rows(html)
        assert first == ["2025年5月18日", "HSK 3", "2025年4月30日", "1,200", "67", "0"]
        assert second == ["2025年11月", "—", "—", "—", "—", "—"]

    @pytest.mark.parametrize(
        ("wrong", "field", "message"),
        [
            ({"taken": 10, "passed": 11}, "passed", "More people passed than were examined."),
            ({"when": "2025-05", "until": "2025-06-01"}, "until", "The registration ends after the test."),
            ({"when": ""}, "when", "This field is required."),
        ],
    )
    def test_a_session_that_can_not_be_is_refused(self, wrong, field, message):
        block = blocks.SessionBlock()
        value = {"when": "2025-05-18", "level": "3", "places": 1, "until": "", "taken": 1, "passed": 1} | wrong
        with pytest.raises(StructBlockValidationError) as refused:
            block.clean(block.to_python(value))
        assert refused.value.block_errors[field].messages == [message]

    def test_a_registration_within_the_month_of_the_test_is_not_refused(self):
        block = blocks.SessionBlock()
        block.clean(block.to_python({"when": "2025-05", "until": "2025-05-20"}))


class TestAdmission:
    def test_a_number_or_what_the_source_says_or_that_it_says_nothing(self, index, filling, shown):
        html = shown(filled.make(models.AdmissionPage, index, **filling.fields(models.AdmissionPage)))
        assert rows(html)[1:] == [
            ["现代农业", "塔吉克斯坦", "1,200"],
            ["—", "巴基斯坦", "名额增加"],
            ["畜牧", "—", said("not stated", context="number")],
        ]
        assert '<a class="button" href="https://example.org/apply" rel="noopener">' in html

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ({"number": "2.5", "country": "TJ"}, "Places are counted in whole numbers."),
            ({}, "Write for what or for whom there are places, how many, or what the source says."),
            ({"number": "-1"}, "Ensure this value is greater than or equal to 0."),
        ],
    )
    def test_places_that_can_not_be_are_refused(self, value, message):
        block = blocks.PlacesBlock()
        with pytest.raises(StructBlockValidationError) as refused:
            block.clean(block.to_python(value))
        assert refused.value.block_errors["number"].messages == [message]

    @pytest.mark.parametrize("value", [{"number": "0", "country": "NA"}, {"number": "10000000"}, {"country": "PK"}])
    def test_none_and_ten_million_places_are_not(self, value):
        block = blocks.PlacesBlock()
        block.clean(block.to_python(value))


class TestStory:
    def test_consents_are_shown_to_nobody(self, index, filling, client):
        page = filled.make(models.StoryPage, index, **filling.fields(models.StoryPage))
        html = client.get(page.url).content.decode()
        assert 'fetchpriority="high"' in html
        assert "档案 17" not in html
        assert "本人" not in html
        assert "consent" not in html

    def test_a_portrait_whose_consent_was_taken_back_is_not_shown(self, index, filling, client):
        page = filled.make(models.StoryPage, index, **filling.fields(models.StoryPage))
        models.StoryPage.objects.filter(pk=page.pk).update(consents=[])
        html = client.get(f"{page.url}?anew").content.decode()
        assert 'fetchpriority="high"' not in html

    def test_a_quotation_is_one_only_where_there_is_one(self, index, filling, shown):
        assert "<blockquote" in shown(
            filled.make(models.StoryPage, index, slug="a", quotation=filled.text("我会汉语。"))
        )
        assert "<blockquote" not in shown(filled.make(models.StoryPage, index, slug="b", person=label("毕业生")))

    def test_a_form_without_consent_is_refused_beside_the_portrait(self, index, filling, editor):
        data = form(models.StoryPage(title="新的", portrait=filling.image))
        response = editor.post(reverse("wagtailadmin_pages:add", args=["qiao_workshops", "storypage", index.pk]), data)
        assert response.status_code == 200
        assert "Record the consent of the person first" in response.context["form"].errors["portrait"][0]
        assert not models.StoryPage.objects.exists()

    def test_a_file_of_content_without_consent_is_refused(self, index, tmp_path):
        (tmp_path / "pages").mkdir()
        (tmp_path / "images").mkdir()
        with factories.ImageFactory().file.open("rb") as file:
            (tmp_path / "images" / "portrait.jpg").write_bytes(file.read())
        story = {
            "type": "qiao_workshops.StoryPage",
            "key": "0d7b7f3f-3a57-4d0c-9f0e-5b1f4c0e7a11",
            "parent": str(index.translation_key),
            "title": {"zh": "毕业生"},
            "fields": {"portrait": "images/portrait.jpg"},
        }
        (tmp_path / "pages" / "story.yaml").write_text(yaml.safe_dump(story, allow_unicode=True), encoding="utf-8")
        with pytest.raises(content.ContentError) as refused, override("en"):
            content.load(tmp_path)
        assert "Record the consent of the person first" in str(refused.value)
        assert not models.StoryPage.objects.exists()

    def test_a_russian_story_keeps_portrait_and_consent(self, index, filling, languages, client):
        page = filled.make(models.StoryPage, index, **filling.fields(models.StoryPage))
        filled.translated(index, languages["ru"])
        russian = filled.translated(page, languages["ru"])
        assert russian.portrait == filling.image
        russian.full_clean()

    def test_clean_says_what_to_do(self, filling):
        with pytest.raises(ValidationError) as refused:
            models.StoryPage(title="毕业生", portrait=filling.image).clean()
        assert "who, when, where it is kept" in refused.value.message_dict["portrait"][0]
