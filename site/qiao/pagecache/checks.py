"""What is refused at the start."""

import os

from django.conf import settings
from django.core.checks import Error, register

from . import generation


@register(deploy=True)
def one_cache_for_all_workers(app_configs, **kwargs):
    """Several workers with a cache each would disagree about who is signed in and what is published."""
    workers = os.environ.get("WEB_CONCURRENCY", "1")
    if generation.is_shared() or settings.DEBUG or not workers.isdigit() or int(workers) < 2:
        return []
    return [
        Error(
            f"{workers} workers (WEB_CONCURRENCY) and no cache that they share.",
            hint="Set REDIS_URL, for example redis://127.0.0.1:6379/0, or WEB_CONCURRENCY=1 with threads.",
            id="qiao_pagecache.E001",
        )
    ]
