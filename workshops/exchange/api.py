"""A JSON API for reading, on Wagtail's API v2: pages about workshops and courses, and institutions.

It gives what everybody may read: live pages without a restriction, in the language of each. What is not named in
`FIELDS` is not given, so a new field of a page has to be put there on purpose.
"""

from django.core.exceptions import ValidationError
from django.db.models import Q, prefetch_related_objects
from django.utils.cache import patch_cache_control
from rest_framework.fields import Field
from wagtail.api import APIField
from wagtail.api.v2.filters import FieldsFilter, OrderingFilter
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.models import Page, Site

from lessons.models import CoursePage
from qiao.accounts.models import Institution

from ..models import (
    AdmissionPage,
    AlliancePage,
    CompetitionPage,
    EventPage,
    ExchangePage,
    InstitutionIndexPage,
    InstitutionPage,
    ResourceLibraryPage,
    StandardPage,
    StoryPage,
    TestCentrePage,
    WorkshopIndexPage,
    WorkshopPage,
)
from ..together import rows_read_once
from . import values

__all__ = ["FIELDS", "KEPT_FOR", "router"]

KEPT_FOR = 300
"""How long an answer may be kept by whoever asked or stands between, in seconds."""


class Stated(Field):
    """What a function of `values` makes of a page."""

    def __init__(self, read, **kwargs):
        self.read = read
        super().__init__(read_only=True, source="*")

    def to_representation(self, page):
        """Of the whole page."""
        return self.read(page)


def _stated(name, read, of=None):
    return APIField(name, serializer=Stated(lambda page: read(page, of or name)))


def _all(read, *names):
    return [_stated(name, read) for name in names]


_COMMON = [*_all(values.said, "heading", "summary"), "names_to_confirm", _stated("source", values.source)]
_PLACED = ["country", "latitude", "longitude", _stated("place", values.said)]
_DATED = ["start", "end"]
_IN_FIELDS = [_stated("vocational_fields", values.plain, "fields")]
_PARTNERS = [_stated("partners", values.partners)]
_FIGURES = [_stated("indicators", values.indicators)]

FIELDS = {
    WorkshopIndexPage: _COMMON,
    WorkshopPage: [
        *_COMMON, *_PLACED, *_IN_FIELDS, *_PARTNERS, *_FIGURES,
        *_all(values.said, "brand", "activities", "resources", "plans"),
        *_all(values.rows, "statuses", "recognitions", "facilities", "courses"),
        "contact_phone", "contact_url",
    ],
    ExchangePage: [
        *_COMMON, *_DATED, *_IN_FIELDS, *_PARTNERS, *_FIGURES, "kind", "days", "people", "people_bound",
        *_all(values.said, "who", "model", "outcome"), _stated("programme", values.rows),
    ],
    EventPage: [
        *_COMMON, *_PLACED, *_DATED, *_PARTNERS, *_FIGURES, "kind", "start_time", "people", "people_bound",
        _stated("speaker", values.said),
    ],
    CompetitionPage: [
        *_COMMON, *_PLACED, *_DATED, *_IN_FIELDS, *_PARTNERS, _stated("discipline", values.said),
        *_all(values.rows, "rounds", "teams", "results"),
    ],
    StandardPage: [
        *_COMMON, *_PARTNERS, *_FIGURES, "kind", "field", "level", "version", "issued",
        *_all(values.rows, "adoptions", "documents", "courses"),
    ],
    ResourceLibraryPage: [*_COMMON, *_IN_FIELDS, *_PARTNERS, *_FIGURES, _stated("resources", values.rows)],
    AlliancePage: [*_COMMON, *_PARTNERS, *_FIGURES, "founded", *_all(values.rows, "committees", "milestones")],
    TestCentrePage: [*_COMMON, *_PLACED, *_PARTNERS, *_FIGURES, "status", _stated("sessions", values.rows)],
    AdmissionPage: [
        *_COMMON, *_PARTNERS, "apply_at", _stated("requirements", values.said),
        *_all(values.rows, "places", "deadlines"),
    ],
    StoryPage: [
        *_COMMON, *_PARTNERS, "kind", *_all(values.said, "person", "quotation"), _stated("way", values.rows),
    ],
    InstitutionIndexPage: _COMMON,
    InstitutionPage: [
        *_COMMON, *_PLACED, *_FIGURES, "site_address", _stated("institution", values.institution),
    ],
    CoursePage: [
        *_all(values.said, "heading", "summary", "outcomes"), "field", "standard", "level", "entry_level", "hours",
        "offered", _stated("institution", values.institution),
    ],
}  # fmt: skip
"""What is given of each type of page, in this order."""


class _ReadOnly:
    """Answers that are the same for everybody and may be kept for a while."""

    authentication_classes = ()

    def listing_view(self, request):
        """Every row that pages name is read once, however many pages there are."""
        with rows_read_once():
            return super().listing_view(request)

    def detail_view(self, request, pk):
        """The same for one page."""
        with rows_read_once():
            return super().detail_view(request, pk)

    def filter_queryset(self, queryset):
        """What a field can't be compared with is a mistake of whoever asks."""
        try:
            return super().filter_queryset(queryset)
        except (ValidationError, ValueError) as error:
            raise BadRequestError(f"a value is not of the type of its field: {error}") from error

    def finalize_response(self, request, response, *args, **kwargs):
        """Say how long it may be kept."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 200:
            patch_cache_control(response, public=True, max_age=KEPT_FOR)
        elif response.status_code == 404:
            # Django leads from an unknown address to the same one behind a language, where it looks for a page.
            request._request.urlconf = "workshops.api_urls"
        return response


class ShowcasePagesAPIViewSet(_ReadOnly, PagesAPIViewSet):
    """The pages of `FIELDS` that everybody may read; `type` names one, `locale` a language."""

    known_query_parameters = PagesAPIViewSet.known_query_parameters - {"site"}
    body_fields = [*PagesAPIViewSet.body_fields, _stated("key", values.key)]
    # An alias would name its original, which may be a draft.
    meta_fields = [name for name in PagesAPIViewSet.meta_fields if name != "alias_of"]
    listing_default_fields = [*PagesAPIViewSet.listing_default_fields, "key"]
    # What names other pages and files is looked up page by page.
    detail_only_fields = [*PagesAPIViewSet.detail_only_fields, "courses", "documents", "resources"]

    @classmethod
    def get_body_fields(cls, model):
        """Those of every page, and those of its type."""
        return cls._convert_api_fields([*cls.body_fields, *FIELDS.get(model, ())])

    def get_base_queryset(self):
        """The live pages of the types of `FIELDS` that are open to everybody, in every language of the site."""
        site = Site.find_for_request(self.request)
        if site is None:
            return Page.objects.none()
        roots = site.root_page.get_translations(inclusive=True).values_list("path", flat=True)
        within = Q()
        for path in roots:
            within |= Q(path__startswith=path)
        return Page.objects.filter(within).live().public().exact_type(*FIELDS).select_related("locale").order_by("id")

    def get_queryset(self):
        """The same of one type, with its fields."""
        return super().get_queryset().select_related("locale").order_by("id")

    def paginate_queryset(self, queryset):
        """The pages that are asked for, with the rows that they refer to."""
        pages = list(super().paginate_queryset(queryset))
        names = {field.name for field in queryset.model._meta.get_fields()}
        prefetch_related_objects(pages, *sorted({"source", "institution"} & names))
        return pages


class InstitutionsAPIViewSet(_ReadOnly, BaseAPIViewSet):
    """The rows that pages name; one that was merged says into which."""

    model = Institution
    name = "institutions"
    filter_backends = [FieldsFilter, OrderingFilter]
    body_fields = [
        "id", "key", "kind", "country", "names", "names_to_confirm", "other_names",
        APIField("merged_into", serializer=Stated(values.merged_into)),
    ]  # fmt: skip
    listing_default_fields = [
        "id", "type", "detail_url", "key", "kind", "country", "names", "names_to_confirm", "other_names", "merged_into",
    ]  # fmt: skip

    def get_queryset(self):
        """All of them."""
        return super().get_queryset().select_related("merged_into")


router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", ShowcasePagesAPIViewSet)
router.register_endpoint("institutions", InstitutionsAPIViewSet)
