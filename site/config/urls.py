"""Addresses of the site: the admin, files, and pages under the prefix of their language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from qiao.languages.serve import unprefixed
from qiao.languages.sitemap import LanguagesSitemap

handler400 = "qiao.operations.errors.bad_request"
handler500 = "qiao.operations.errors.server_error"

urlpatterns = [
    # First, because most requests are for pages.
    *i18n_patterns(
        path("", include("home.urls")),
        path("", include("workshops.urls")),
        path("", include("qiao.languages.urls")),
    ),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("lessons.urls")),
    path("", include("workshops.api_urls")),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": LanguagesSitemap}}, name="sitemap"),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    re_path(r"^(?P<path>.*/)$", unprefixed),
]
