"""Pages of institutions: the roll of all, and where one takes part."""


class Roll:
    """The institutions of an index."""

    def __init__(self, index):
        self.index = index


def page_of(institution, locale_id):
    """The live page of an institution in one language, or None."""
    from .pages.partners import InstitutionPage

    return InstitutionPage.objects.live().filter(institution=institution, locale_id=locale_id).first()


def participation(page):
    """The live pages of this language that name the institution of a page."""
    return []
