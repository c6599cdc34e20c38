"""The site's addresses; uploaded files served here, the proxy's work in production; views to measure against."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import path, re_path
from django.views.static import serve

from config.urls import urlpatterns as site


def bare(request):
    """A view behind all middleware that does nothing."""
    return HttpResponse("ok")


def person(request):
    """A view that loads session and person from the database."""
    return HttpResponse(request.user.get_username())


urlpatterns = [
    path("bench/bare/", bare),
    path("bench/person/", person),
    re_path(r"^media/(?P<path>.+)$", serve, {"document_root": settings.MEDIA_ROOT}),
    *site,
]
