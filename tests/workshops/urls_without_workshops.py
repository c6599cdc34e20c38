"""The addresses of a site that has not included those of the workshops."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    *i18n_patterns(path("", include("home.urls")), path("", include("qiao.languages.urls"))),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("lessons.urls")),
]
