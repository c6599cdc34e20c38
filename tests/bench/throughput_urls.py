"""The site's addresses, and two bare views that it is measured against."""

from django.http import HttpResponse
from django.urls import path

from config.urls import urlpatterns as site_urls


def bare(request):
    """A view behind all middleware."""
    return HttpResponse("ok")


def person(request):
    """A view that loads session and person from the database."""
    return HttpResponse(request.user.get_username())


urlpatterns = [path("bench/bare/", bare), path("bench/person/", person), *site_urls]
