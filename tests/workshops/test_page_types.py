"""Every type of page about workshops: shown full and empty, translated, filled from its form."""

import re
from itertools import pairwise

import pytest
from django.urls import reverse
from wagtail.fields import StreamField
from wagtail_localize.segments import OverridableSegmentValue, RelatedObjectSegmentValue, StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from qiao.bilingual.fields import SentencesField
from tests.workshops import filled
from tests.workshops.forms import faults, form
from workshops import models
from workshops.base import ShowcasePage

pytestmark = pytest.mark.django_db

TYPES = [model for model in vars(models).values() if isinstance(model, type) and issubclass(model, ShowcasePage)]
# Those that need nothing but a title.
FREE = [
    models.ExchangePage, models.EventPage, models.CompetitionPage, models.StandardPage, models.ResourceLibraryPage,
    models.TestCentrePage, models.AdmissionPage, models.StoryPage,
]  # fmt: skip


@pytest.fixture
def parent_of(index, home):
    """parent_of(model): a page that a page of this type may stand below."""

    def parent(model):
        if model is models.WorkshopIndexPage:
            return home
        if model is models.InstitutionPage:
            return filled.make(models.InstitutionIndexPage, index, title="单位", slug="institutions")
        return index

    return parent


@pytest.mark.parametrize("model", FREE, ids=lambda model: model.__name__)
def test_a_page_with_everything_and_one_with_nothing_are_shown(model, index, filling, shown):
    full = shown(filled.make(model, index, title="很多", slug="full", **filling.fields(model)))
    empty = shown(filled.make(model, index, title="很少", slug="empty"))
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", full)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = re.findall(r' id="([^"]+)"', full)
    assert len(set(ids)) == len(ids)
    assert "None" not in filled.words(full)
    for html in (full, empty):
        assert re.findall(r"<(?:dl|ol|tbody|dd|dt)\b[^>]*> ?</", html) == []
    # The one that is left is of the controls for reading.
    assert re.findall(r'<section(?! class="known-words")', empty) == []


@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_nothing_but_texts_is_translated_and_nothing_holds_a_translation_back(model, parent_of, filling):
    page = filled.make(model, parent_of(model), slug="full", **filling.fields(model))
    said = {each["id"] for each in _all_sentences(page)}
    texts = {"title", "slug", "seo_title", "search_description", "alt_text"}
    files = {"image", "document", "video"}
    for segment in extract_segments(page):
        last = segment.path.rsplit(".", 1)[-1]
        assert not isinstance(segment, RelatedObjectSegmentValue), segment.path
        if isinstance(segment, StringSegmentValue):
            assert last in said | texts, segment.path
            said.discard(last)
        else:
            # A language may take a picture or a file of its own instead.
            assert isinstance(segment, OverridableSegmentValue), segment.path
            assert last in files | texts, segment.path
    assert said == set()


@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_its_texts_arrive_in_russian_and_the_rest_follows_the_chinese(model, parent_of, filling, languages, shown):
    parent = parent_of(model)
    for above in [*parent.get_ancestors(inclusive=True).filter(depth__gt=2).order_by("depth")]:
        filled.translated(above.specific, languages["ru"])
    page = filled.make(model, parent, slug="full", **filling.fields(model))
    russian = filled.translated(page, languages["ru"])
    assert russian.live
    assert [each["translation"] for each in _all_sentences(russian)] == [
        f"ru: {each['zh']}" for each in _all_sentences(page)
    ]
    assert _untranslated(russian) == _untranslated(page)
    html = shown(russian)
    assert 'class="tr untranslated"' not in html


@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_an_editor_fills_its_form_and_publishes_it(model, parent_of, filling, client, person):
    parent = parent_of(model)
    client.force_login(person("zh-hans", "reviewers"))
    fields = filling.fields(model)
    data = form(model(title="新的", **fields))
    url = reverse("wagtailadmin_pages:add", args=["qiao_workshops", model._meta.model_name, parent.pk])
    assert client.get(url).status_code == 200
    response = client.post(url, data)
    assert response.status_code == 302, faults(response)
    page = model.objects.get(title="新的")
    assert page.live
    assert form(page) == data | {"slug": page.slug}


def _all_sentences(page):
    # Looked at in the order of the fields; the heading is that of the title, which is translated as a field.
    for field in page._meta.get_fields():
        if isinstance(field, SentencesField) and field.name != "heading":
            yield from getattr(page, field.name)
        elif isinstance(field, StreamField):
            yield from _said(field.stream_block.get_prep_value(getattr(page, field.name)))


def _said(value):
    if isinstance(value, dict) and "zh" in value:
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _said(each)


def _untranslated(page):
    """Everything that is the same in every language."""
    values = {}
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            values[field.name] = _bare(field.stream_block.get_prep_value(getattr(page, field.name)))
        elif field.model is type(page) and field.concrete and not isinstance(field, SentencesField):
            values[field.name] = getattr(page, field.attname)
    values.pop("page_ptr")
    return values


def _bare(value):
    if isinstance(value, dict) and "zh" in value:
        return value["zh"]
    if isinstance(value, dict):
        return {key: _bare(each) for key, each in value.items() if key != "alt_text"}
    return [_bare(each) for each in value] if isinstance(value, list) else value
