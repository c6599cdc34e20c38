"""Addresses below the admin that the editor of sentences asks, and what pictures are made with."""

from django.urls import path
from wagtail import hooks

from . import pictures, views


@hooks.register("register_admin_urls")
def register_admin_urls():
    # Wagtail lets nobody in without access to the admin.
    return [
        path("qiao/sentences/preview/", views.preview, name="qiao_bilingual_preview"),
        path("qiao/slug/", views.slug, name="qiao_bilingual_slug"),
    ]


@hooks.register("register_image_operations")
def register_image_operations():
    return [("light", pictures.LightOperation)]
