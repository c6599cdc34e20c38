"""What must be set for the languages to work; refused at start-up instead of met at run time."""

import re

from django.conf import settings
from django.core import checks

from .conf import source_language


@checks.register(checks.Tags.translation)
def check_settings(app_configs, **kwargs):
    """E001: the source language is missing. E002–E004: settings of Wagtail and wagtail-localize that lose content.

    E005: the order of the apps. E006: a default language that the site does not have. E007: an address of the machine
    translator that is none. E008: an app that would fill every tree with Chinese.
    """
    found = []
    if source_language() not in dict(getattr(settings, "WAGTAIL_CONTENT_LANGUAGES", [])):
        found.append(
            checks.Error(
                f"{source_language()} is not among WAGTAIL_CONTENT_LANGUAGES.",
                hint="Lessons are written in Chinese: add ('zh-hans', …), also to LANGUAGES.",
                id="qiao_languages.E001",
            )
        )
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        found.append(checks.Error("WAGTAIL_I18N_ENABLED must be True.", id="qiao_languages.E002"))
    if getattr(settings, "WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE", True):
        found.append(
            checks.Error(
                "WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE must be False.",
                hint="Otherwise a translation is live, in Chinese, as soon as it is submitted.",
                id="qiao_languages.E003",
            )
        )
    if getattr(settings, "WAGTAIL_ALLOW_UNICODE_SLUGS", True):
        found.append(
            checks.Error(
                "WAGTAIL_ALLOW_UNICODE_SLUGS must be False.",
                hint="wagtail-localize empties a slug that is not ASCII; slugs are suggested from the pinyin.",
                id="qiao_languages.E004",
            )
        )
    if settings.LANGUAGE_CODE not in dict(settings.LANGUAGES):
        found.append(
            checks.Error(
                f"LANGUAGE_CODE is {settings.LANGUAGE_CODE}, which is not among LANGUAGES.",
                hint="Addresses made outside a request would begin with it and lead nowhere: name one of LANGUAGES.",
                id="qiao_languages.E006",
            )
        )
    apps = list(settings.INSTALLED_APPS)
    if (
        "wagtail_localize" in apps
        and "qiao.languages" in apps
        and apps.index("wagtail_localize") < apps.index("qiao.languages")
    ):
        found.append(
            checks.Error(
                "qiao.languages must stand before wagtail_localize in INSTALLED_APPS.",
                hint="Its views narrow the rights of those that they replace.",
                id="qiao_languages.E005",
            )
        )
    translator = getattr(settings, "WAGTAILLOCALIZE_MACHINE_TRANSLATOR", None)
    url = (translator or {}).get("OPTIONS", {}).get("LIBRETRANSLATE_URL")
    if url is not None and not re.match(r"https?://[^/]", url):
        found.append(
            checks.Error(
                f"LIBRETRANSLATE_URL is {url}, which is no address.",
                hint="It begins with http:// or https://; leave it out where there is no machine translation.",
                id="qiao_languages.E007",
            )
        )
    if "wagtail_localize.locales" in apps:
        found.append(
            checks.Error(
                "wagtail_localize.locales must not stand in INSTALLED_APPS.",
                hint="It can synchronise trees: Chinese pages, live, in every language. Use wagtail.locales.",
                id="qiao_languages.E008",
            )
        )
    return found
