"""Numbers, names and figures through the form of the editor: what is taken, and what is refused at which field."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override
from wagtail.test.utils.form_data import nested_form_data

from tests import factories
from workshops.fields import NumberBlock
from workshops.models import ExchangePage, WorkshopPage

pytestmark = pytest.mark.django_db

LONG_TAJIK = "Муассисаи давлатии таълимии «Донишкадаи байналмилалии роҳи оҳан» " * 3


@pytest.fixture
def admin(client, admin_user):
    """A client signed in as an administrator."""
    client.force_login(admin_user)
    return client


@pytest.fixture
def workshop(db):
    """A published workshop."""
    return factories.WorkshopPageFactory(parent=factories.home(), slug="workshop")


def reading(**changes):
    """What the boxes of one value hold."""
    named = {
        "nature": "result", "bound": "exactly", "value": "1500", "start": "", "end": "", "as_of": "", "source": "",
        "reference": "",
    }  # fmt: skip
    return {"deleted": "", "order": "0", "type": "item", "id": str(uuid.uuid4()), "value": named | changes}


def posted(page, **changes):
    """What a browser posts of a workshop with one figure."""
    block = {
        "deleted": "", "order": "0", "type": "indicator", "id": str(uuid.uuid4()),
        "value": {"measure": "visits", "label": "", "unit": "", "readings": {"count": "1", "0": reading(**changes)}},
    }  # fmt: skip
    empty = ("partners", "statuses", "recognitions", "facilities", "courses", "gallery", "body")
    return nested_form_data(
        {
            "title": page.title, "slug": page.slug, "brand": "丝路高铁工坊", "country": "UZ",
            "comments": {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"},
            **{name: {"count": "0"} for name in empty}, "indicators": {"count": "1", "0": block},
        }
    )  # fmt: skip


def figure(page):
    """The number of its only figure, as the draft has it."""
    draft = WorkshopPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return draft.indicators[0].value["readings"][0]["value"]


@pytest.mark.parametrize("written", ["0", "10000000", "1500.5", "0.25"])
def test_a_figure_is_saved_through_the_form(admin, workshop, written):
    url = reverse("wagtailadmin_pages:edit", args=[workshop.pk])
    answer = admin.post(url, posted(workshop, value=written))
    assert answer.status_code == 302, answer.context["form"].errors
    assert str(figure(workshop)) == written
    # And once more, with what is there already.
    assert admin.post(url, posted(workshop, value="7")).status_code == 302
    assert figure(workshop) == 7


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value": "many"}, "Enter a number."),
        ({"value": "-1"}, "greater than or equal to 0"),
        ({"value": "1.234"}, "no more than 2 decimal places"),
        ({"start": "2026", "end": "2025"}, "ends (2025) before it starts (2026)"),
        ({"as_of": "2025-13"}, "is no date"),
    ],
)
def test_a_figure_that_does_not_fit_is_refused_at_its_box(admin, workshop, changes, said):
    url = reverse("wagtailadmin_pages:edit", args=[workshop.pk])
    answer = admin.post(url, posted(workshop, **changes) | {"action-publish": "1"})
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_a_number_is_written_with_the_separators_of_the_language():
    with override("ru"):
        assert str(NumberBlock().clean("1500,5")) == "1500.5"


def test_a_title_of_two_hundred_characters_in_tajik(client, workshop, languages):
    title = LONG_TAJIK[:200]
    page = factories.WorkshopPageFactory(parent=factories.home(), title=title, slug="long")
    assert title in client.get(page.get_url()).content.decode()


def test_a_period_that_ends_before_it_starts_is_refused():
    page = ExchangePage(title="来访", start="2025-06", end="2025-05", locale=factories.home().locale)
    with pytest.raises(ValidationError) as refused:
        page.clean()
    assert "before it starts" in refused.value.message_dict["end"][0]
