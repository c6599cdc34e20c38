"""Write pages and what they refer to into a folder of content: the opposite of `load`."""

from pathlib import Path

import yaml
from django.conf import settings
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail_localize.segments import RelatedObjectSegmentValue
from wagtail_localize.segments.extract import extract_segments

from .. import api, trees
from ..conf import source_language
from . import records
from .codec import Encoder
from .files import Assets, name_field
from .texts import Stored


def dump(root, *, page=None):
    """Write a Chinese page and all that is below it, with every language, into a new or empty folder.

    page: the page to begin with; None means the whole site from its home page.

    Returns the number of pages. Raises FileExistsError where the folder holds something already.
    """
    root = Path(root)
    if root.exists() and any(root.iterdir()):
        raise FileExistsError(f"{root} is not empty: name a new folder.")
    return _Dumper(root).run(page)


class _Dumper:
    def __init__(self, root):
        self.root = root
        self.source = api.source_locale()
        self.languages = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES if code != source_language()]
        self.assets = Assets(root, self.source)

    def run(self, top):
        if top is None:
            top = next(home for home in trees.homes() if home.locale_id == self.source.pk)
        pages = list(top.get_descendants(inclusive=True).specific())
        files = {}
        for page in pages:
            parent = files.get(page.path[: -page.steplen])
            if page.depth == 2:
                name = "pages/index"
            elif parent in (None, "pages/index"):
                name = f"pages/{page.slug}"
            else:
                name = f"{parent}/{page.slug}"
            files[page.path] = name
            self._write(f"{name}.yaml", self._page(page, is_top=page.pk == top.pk))
        self._snippets(pages)
        self._rows(pages)
        return len(pages)

    def _page(self, page, *, is_top):
        model = type(page)
        encoder = Encoder(Stored(page.translation_key, self.languages), self.assets)
        translations = {
            each.locale.language_code: each.specific
            for each in page.get_translations().select_related("locale")
            if api.translation_of(each) is not None
        }
        data = {"type": records.name_of(model), "key": str(page.translation_key)}
        if is_top and page.depth > 2:
            data["parent"] = str(page.get_parent().translation_key)
        data["position"] = list(page.get_siblings().values_list("pk", flat=True)).index(page.pk) + 1
        if not page.live:
            data["live"] = False
        data["languages"] = {
            code: "published" if translations[code].live else "draft" for code in self.languages if code in translations
        }
        data |= records.encode(page, records.HEAD, encoder)
        heading = encoder.sentences(getattr(page, "heading", []), "heading", single=True)
        if heading and "corrections" in heading:
            data["heading"] = heading
        names = [field.name for field in records.own_fields(model) if field.name != "heading"]
        data["fields"] = records.encode(page, names, encoder)
        return data | self._local(translations, encoder)

    def _local(self, translations, encoder):
        """{"local": {language: what it fills for itself}}, or {} where none did."""
        found = {code: records.encode_local(each, encoder) for code, each in translations.items()}
        found = {code: values for code, values in found.items() if values}
        return {"local": found} if found else {}

    def _snippets(self, pages):
        """The snippets that the pages refer to, a file for each type."""
        found = {}
        for page in pages:
            for value in extract_segments(page):
                if not isinstance(value, RelatedObjectSegmentValue):
                    continue
                instance = value.get_instance(self.source)
                found.setdefault(type(instance), {})[instance.pk] = instance
        for model, instances in found.items():
            names = [field.name for field in records.own_fields(model)]
            items = []
            for instance in sorted(instances.values(), key=str):
                encoder = Encoder(Stored(instance.translation_key, self.languages), self.assets)
                coded = records.encode(instance, names, encoder)
                translations = {
                    each.locale.language_code: each for each in instance.get_translations().select_related("locale")
                }
                local = self._local(translations, encoder)
                items.append({"key": str(instance.translation_key), **coded, **local})
            self._write(f"snippets/{records.name_of(model)}.yaml", {"type": records.name_of(model), "items": items})

    def _rows(self, pages):
        """The rows that are the same in every language and that the pages name, such as institutions and sources."""
        found = {}
        waiting = [row for page in pages for row in _rows_of(page)]
        while waiting:
            row = waiting.pop()
            rows = found.setdefault(type(row), {})
            if row.pk not in rows:
                rows[row.pk] = row
                waiting += _rows_of(row)
        for model, rows in found.items():
            names = [field.name for field in records.own_fields(model)]
            encoder = Encoder(None, self.assets)
            items = [records.encode(row, names, encoder) for _pk, row in sorted(rows.items())]
            self._write(f"snippets/{records.name_of(model)}.yaml", {"type": records.name_of(model), "items": items})

    def _write(self, name, data):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120)
        path.write_text(text, encoding="utf-8")


def _rows_of(instance):
    """The rows with names of their own that a page or a row names in its fields and blocks."""
    for field in records.own_fields(type(instance)):
        if isinstance(field, StreamField):
            yield from _rows_in(field.stream_block, getattr(instance, field.name))
        elif field.many_to_one and name_field(field.related_model) and (row := getattr(instance, field.name)):
            yield row


def _rows_in(block, value):
    if isinstance(block, blocks.StreamBlock):
        for child in value:
            yield from _rows_in(child.block, child.value)
    elif isinstance(block, blocks.ListBlock):
        for child in value:
            yield from _rows_in(block.child_block, child)
    elif isinstance(block, blocks.StructBlock) and isinstance(value, dict):
        for name, child in block.child_blocks.items():
            yield from _rows_in(child, value.get(name))
    elif isinstance(block, blocks.ChooserBlock) and value is not None and name_field(block.model_class):
        yield value
