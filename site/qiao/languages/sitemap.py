"""A sitemap of every language's tree, in which each page names itself in the other languages."""

from collections import defaultdict

from django.contrib.sitemaps import Sitemap
from django.db.models import Q
from wagtail.models import Page, Site

from . import trees


class LanguagesSitemap(Sitemap):
    """Live public pages; `alternates` are those with the same translation key."""

    limit = 5000

    def items(self):
        """Every page as (page, its translations), in the order of the trees."""
        within = Q()
        for home in trees.homes():
            within |= Q(path__startswith=home.path)
        if not within:
            return []
        pages = list(Page.objects.filter(within).live().public().select_related("locale").order_by("path"))
        families = defaultdict(list)
        for page in pages:
            families[page.translation_key].append(page)
        return [(page, families[page.translation_key]) for page in pages]

    def get_urls(self, page=1, site=None, protocol=None):
        """Django's entries; absolute addresses come from Wagtail's site record."""
        root_paths = Site.get_site_root_paths()
        entries = []
        for item, family in self.paginator.page(page).object_list:
            addresses = {each.locale.language_code: _address(each, root_paths) for each in family}
            location = addresses[item.locale.language_code]
            if location is None:
                continue
            entries.append(
                {
                    "item": item,
                    "location": location,
                    "lastmod": item.last_published_at or item.latest_revision_created_at,
                    "changefreq": None,
                    "priority": "",
                    "alternates": [
                        {"location": address, "lang_code": code} for code, address in addresses.items() if address
                    ],
                }
            )
        return entries


def _address(page, root_paths):
    page._wagtail_cached_site_root_paths = root_paths
    return page.full_url
