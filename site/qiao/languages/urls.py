"""Wagtail's addresses for readers, with pages served in the languages that have them."""

from django.urls import path, re_path
from wagtail import urls as wagtail_urls

from .serve import serve
from .social.views import picture

urlpatterns = [
    path("cards/<int:pk>-<slug:digest>.jpg", picture, name="qiao_languages_card"),
    # Wagtail's own first, such as the password of a private page: the pattern for pages would swallow them.
    *(pattern for pattern in wagtail_urls.urlpatterns if pattern.name != "wagtail_serve"),
    re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
]
