"""Addresses below the admin that the editor of sentences asks. Wagtail lets nobody in without access to the admin."""

from django.urls import path
from wagtail import hooks

from . import views


@hooks.register("register_admin_urls")
def register_admin_urls():
    return [
        path("qiao/sentences/preview/", views.preview, name="qiao_bilingual_preview"),
        path("qiao/slug/", views.slug, name="qiao_bilingual_slug"),
    ]
