"""What an editor does in a fresh site, for the scripts that publish there."""

from wagtail_localize.models import StringSegment, StringTranslation

from qiao.languages import api


def add(parent, page):
    """Save and publish a page as an editor does it."""
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def translate(instance, locale, russian):
    """Submit, type the Russian that is known, {Chinese: Russian}, publish."""
    (translation,) = api.submit(instance, [locale])
    for segment in StringSegment.objects.filter(source=translation.source).select_related("string"):
        if locale.language_code == "ru" and segment.string.data in russian:
            StringTranslation.objects.create(
                translation_of=segment.string,
                context=segment.context,
                locale=locale,
                data=russian[segment.string.data],
                translation_type="manual",
            )
    return api.publish(translation)
