"""The editor of pages about workshops: the checklist, the rows of indicators, choosers, the board."""

import json
import uuid

import pytest
from django.urls import reverse
from wagtail.models import Page

from qiao.accounts.api import save_institution
from qiao.bilingual import sentences
from tests import factories
from workshops import models
from workshops.editor import lacks
from workshops.models import Source, WorkshopIndexPage, WorkshopPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def index(db):
    """The index of all workshops."""
    page = factories.home().add_child(instance=WorkshopIndexPage(title="工坊", slug="workshops"))
    page.save_revision().publish()
    return WorkshopIndexPage.objects.get(pk=page.pk)


@pytest.fixture
def admin(client, admin_user):
    """A client signed in as an administrator."""
    client.force_login(admin_user)
    return client


def stream(name, *values):
    """The stored form of a stream with blocks of one kind."""
    return [{"type": name, "value": value} for value in values]


def reading(value="1500", **changes):
    """The stored form of a value."""
    return {
        "type": "item",
        "id": str(uuid.uuid4()),
        "value": {"nature": "result", "bound": "exactly", "value": value, "start": "", "end": "", "as_of": "",
                  "source": None, "reference": ""} | changes,
    }  # fmt: skip


def indicator(*readings, measure="people-trained"):
    """The stored form of an indicator."""
    return {"measure": measure, "label": [], "unit": "", "readings": list(readings)}


def whole():
    """{field: value} of a workshop that lacks nothing but translations."""
    college = save_institution(key="college", country="CN", names={"zh-hans": "学院"})
    source = Source.objects.create(key="report", title="报告", as_of="2025")
    picture = {
        "image": {"image": factories.ImageFactory().pk, "decorative": False, "alt_text": "学员"},
        "caption": sentences.build_label("学员"),
    }
    return {
        "title": "丝路高铁工坊",
        "slug": "workshop",
        "brand": sentences.build_label("丝路高铁工坊"),
        "summary": sentences.build("学员学习高铁技术。"),
        "country": "UZ",
        "place": sentences.build_label("塔什干"),
        "latitude": 41.31,
        "longitude": 69.28,
        "fields": ["railway-signalling"],
        "partners": stream("partner", {"institution": college.pk, "role": "host"}),
        "statuses": stream("status", {"status": "in-use", "part": [], "when": "2025", "source": None}),
        "courses": stream("course", Page.objects.get(slug="railway-signalling", locale__language_code="zh-hans").pk),
        "indicators": stream("indicator", indicator(reading(source=source.pk))),
        "gallery": stream("image", picture),
        "source": source,
        "contact_email": "office@example.org",
    }


def workshop(index, **changes):
    """A workshop that lacks nothing but translations and what is changed."""
    return factories.WorkshopPageFactory(parent=index, **(whole() | changes))


def said(page):
    """What a page lacks, but for the languages."""
    return {each.field: each.what for each in lacks.of(page) if each.field}


class TestLacks:
    def test_a_whole_page_lacks_its_translations_alone(self, index):
        found = lacks.of(workshop(index))
        assert [each.what for each in found] == [
            "Not published yet in: Russian, Kazakh, Kyrgyz, Uzbek, Tajik, and English."
        ]
        assert all(each.why for each in found)

    @pytest.mark.parametrize(
        ("changes", "field", "what"),
        [
            ({"summary": []}, "summary", "There is no summary."),
            ({"summary": sentences.build("学" * 201)}, "summary", "The summary has 201 characters: 200 are enough."),
            ({"names_to_confirm": ["ru"]}, "names_to_confirm", "The title is to be confirmed in: Russian."),
            ({"partners": []}, "partners", "No institution is named."),
            ({"country": "", "latitude": None, "longitude": None}, "country", "There is no country."),
            ({"latitude": None, "longitude": None}, "latitude", "There are no coordinates."),
            ({"place": []}, "place", "There is no place."),
            ({"statuses": []}, "statuses", "There is no status."),
            (
                {"statuses": stream("status", {"status": "in-use", "part": [], "when": "", "source": None})},
                "statuses",
                "The last status has no date.",
            ),
            ({"fields": []}, "fields", "“Vocational fields” is empty."),
            ({"courses": []}, "courses", "“Courses offered” is empty."),
            ({"indicators": []}, "indicators", "There are no figures."),
            ({"gallery": []}, "gallery", "There is no picture."),
            ({"source": None}, "source", "The page names no source."),
            ({"contact_email": ""}, "contact_email", "Enquiries have no e-mail address."),
            ({"contact_email": "", "takes_enquiries": False}, "contact_email", "There is no contact."),
        ],
    )
    def test_what_is_missing_is_named_at_its_field(self, index, changes, field, what):
        assert said(workshop(index, **changes))[field] == what

    def test_figures_say_their_source_their_day_and_their_result(self, index):
        figures = stream("indicator", indicator(reading(nature="target")), indicator(reading(), measure="visits"))
        found = [each.what for each in lacks.of(workshop(index, indicators=figures, source=None))]
        assert "2 values name no source." in found
        assert "2 values have no “as of”." in found
        assert "Only a target and no result: People trained." in found

    def test_pictures_have_alternative_texts_and_captions(self, index):
        picture = {
            "image": {"image": factories.ImageFactory().pk, "decorative": False, "alt_text": ""},
            "caption": [],
        }
        found = [each.what for each in lacks.of(workshop(index, gallery=stream("image", picture)))]
        assert "1 picture has no alternative text." in found
        assert "1 picture has no caption." in found

    def test_roles_and_unconfirmed_names_of_institutions(self, index):
        college = save_institution(key="atyrau", country="KZ", names={"ru": "Атырау"}, names_to_confirm=["ru"])
        page = workshop(index, partners=stream("partner", {"institution": college.pk, "role": ""}))
        found = [each.what for each in lacks.of(page)]
        assert "1 institution has no role." in found
        assert "1 institution has an unconfirmed name: Атырау." in found

    @pytest.mark.parametrize("name", [name for name in models.__all__ if name.endswith("Page")])
    def test_every_type_of_page_has_a_list_while_it_is_empty(self, name):
        model = getattr(models, name)
        page = model(title="新", locale=factories.home().locale)
        found = lacks.of(page)
        assert found[0].field == "summary"
        fields = {field.name for field in model._meta.get_fields()}
        assert {each.field for each in found} <= fields | {""}


class TestPanel:
    def form(self, admin, url):
        """What a browser posts of a form that was just opened."""
        form = admin.get(url).context["form"]
        data = {}
        for name, field in form.fields.items():
            value = form[name].value()
            if name in {each.name for each in form.instance._meta.get_fields()} and hasattr(value, "stream_block"):
                data |= {f"{name}-count": "0"}
            elif name == "comments" or value is None:
                continue
            else:
                data[name] = field.widget.format_value(value) if hasattr(field.widget, "format_value") else value
        data = {name: value for name, value in data.items() if value is not None}
        return data | {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}

    def test_it_stands_beside_the_form_of_pages_about_workshops_alone(self, admin, index, lesson):
        page = workshop(index)
        assert reverse("qiao_workshops_checklist", args=[page.pk]) in self.opened(admin, page)
        assert "qiao-checklist" not in self.opened(admin, lesson)
        assert "qiao-level" in self.opened(admin, lesson)

    def opened(self, admin, page):
        return admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    def test_a_new_page_has_it_too(self, admin, index):
        url = reverse("wagtailadmin_pages:add", args=["qiao_workshops", "workshoppage", index.pk])
        asked = reverse("qiao_workshops_new_checklist", args=["qiao_workshops", "workshoppage", index.pk])
        assert asked in admin.get(url).content.decode()
        answer = admin.post(asked, self.form(admin, url))
        assert answer.status_code == 200
        assert "There is no picture." in answer.content.decode()
        assert not WorkshopPage.objects.exists()

    def test_it_counts_what_stands_in_the_form_and_stores_nothing(self, admin, index):
        page = workshop(index)
        data = self.form(admin, reverse("wagtailadmin_pages:edit", args=[page.pk]))
        before = page.revisions.count()
        answer = admin.post(reverse("qiao_workshops_checklist", args=[page.pk]), data | {"country": ""})
        assert answer.status_code == 200
        assert "There is no country." in answer.content.decode()
        assert 'data-field="country"' in answer.content.decode()
        assert page.revisions.count() == before

    def test_who_may_not_edit_the_page_is_told_nothing(self, client, person, index, lesson, admin_user):
        page = workshop(index)
        client.force_login(person("kk"))
        assert client.post(reverse("qiao_workshops_checklist", args=[page.pk]), {}).status_code in (302, 403)
        client.force_login(admin_user)
        assert client.post(reverse("qiao_workshops_checklist", args=[lesson.pk]), {}).status_code != 200


def test_the_board_shows_workshops_with_what_lies_below_them(admin, index):
    page = workshop(index)
    exchange = page.add_child(instance=models.ExchangePage(title="师生来访", slug="visit"))
    exchange.save_revision().publish()
    text = admin.get(reverse("qiao_languages:board")).content.decode()
    assert "丝路高铁工坊" in text
    opened = admin.get(reverse("qiao_languages:board_page", args=[page.pk])).content.decode()
    assert "师生来访" in opened


def test_the_values_of_an_indicator_are_rows(admin, index):
    page = workshop(index)
    text = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "workshops/admin/indicators.css" in text
    assert "qiao-reading" in json.dumps(text)
