"""Addresses of what is exchanged; a site that has not included `workshops.urls` has none, and links none."""

from django.urls import NoReverseMatch, reverse

__all__ = ["address"]


def address(name, *arguments):
    """The path of a view of `workshops.urls` in the active language, such as "figures"; "" where it is not included."""
    try:
        return reverse(f"qiao_workshops_{name}", args=arguments)
    except NoReverseMatch:
        return ""
