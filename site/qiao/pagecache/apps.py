"""Whole answers of pages, kept until content changes."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PageCacheConfig(AppConfig):
    name = "qiao.pagecache"
    label = "qiao_pagecache"
    verbose_name = _("Kept pages")

    def ready(self):
        from . import changes, checks  # noqa: F401

        changes.listen()
