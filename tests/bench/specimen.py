"""A lesson with every kind of block in Chinese, Russian and Kazakh, as a folder of content: what the pictures show."""

from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "specimen"
SLUG = "specimen"
LANGUAGES = ("zh-hans", "ru", "kk")


def kinds():
    """The types of the specimen's blocks, in their order."""
    page = yaml.safe_load((FOLDER / "pages" / f"{SLUG}.yaml").read_text(encoding="utf-8"))
    return [block["type"] for block in page["fields"]["body"]]


def path_of(course):
    """The path of the specimen below the path of the demo's course."""
    return f"{course}{SLUG}/"
