"""Read a folder of content into the site: pages, terms and files, every language, each sentence with its state."""

import uuid
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import yaml
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale
from wagtail.models import Page as WagtailPage
from wagtail_localize.models import String, StringSegment, StringTranslation, TranslationContext, TranslationSource
from wagtail_localize.strings import StringValue

from qiao.bilingual.glossary import terms

from .. import api, trees
from ..conf import source_language
from ..models import Unconfirmed
from ..texts import fault_of, is_unconfirmed
from . import records
from .codec import Decoder
from .errors import ContentError, ProblemError
from .files import Assets, name_field
from .indexing import indexed_once
from .texts import Collected, stored

PAGE_KEYS = {"type", "key", "parent", "position", "live", "languages", "fields", "local", "heading", *records.HEAD}
STATES = ("published", "draft")
# The one in C reads the same ten times as fast, where PyYAML was built with it.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Report:
    """What a load did, by the names of the files."""

    created: list = field(default_factory=list)
    updated: list = field(default_factory=list)
    unchanged: list = field(default_factory=list)
    skipped: list = field(default_factory=list)


@dataclass
class _File:
    name: str
    data: dict


def load(root, *, user=None, keep=False):
    """Take a folder of content into the site, or refuse it whole.

    root: path of the folder. user: for the log. keep: leave what is already there as it is, whatever the files say.

    Returns a Report. Raises ContentError, with nothing stored, where a file can't be taken; it names all problems.
    """
    root = Path(root)
    if not root.is_dir():
        raise ContentError([f"{root} is no folder."])
    loader = _Loader(root, user, keep)
    try:
        with transaction.atomic(), indexed_once():
            return loader.run()
    except BaseException:
        loader.assets.discard()
        raise


class _Loader:
    def __init__(self, root, user, keep):
        self.root = root
        self.user = user
        self.keep = keep
        self.source = api.source_locale()
        self.locales = {locale.language_code: locale for locale in Locale.objects.all()}
        self.languages = tuple(code for code in self.locales if code != source_language())
        self.assets = Assets(root, self.source)
        self.report = Report()
        self.problems = []

    def run(self):
        snippets = [self._read(path) for path in sorted(self.root.glob("snippets/*.yaml"))]
        pages = [self._read(path) for path in sorted(self.root.glob("pages/**/*.yaml"))]
        if not snippets and not pages and not self.problems:
            self.problems.append(f"{self.root}: there are no pages and no snippets in this folder.")
        self._stop()
        # The words of these very files are read as the files say, in whatever order they come.
        self.glossary = {**terms(), **_words(snippets)}
        for file in snippets:
            self._snippets(file)
        self._stop()
        self.glossary = terms()
        self.keys = {}
        self.positions = {}
        for file in _in_order(pages):
            self._try(file, self._page)
        self._stop()
        return self.report

    def _read(self, path):
        name = path.relative_to(self.root).as_posix()
        try:
            data = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            self.problems.append(f"{name}: not readable as YAML in UTF-8: {error}")
            return None
        if not isinstance(data, dict):
            self.problems.append(f"{name}: the file is no mapping.")
            return None
        return _File(name, data)

    def _stop(self):
        if self.problems:
            raise ContentError(self.problems)

    def _try(self, file, step):
        try:
            step(file)
        except ProblemError as problem:
            self.problems.append(f"{file.name}: {problem.place}: {problem.message}")
        except ValidationError as error:
            self.problems.append(f"{file.name}: {' '.join(_messages(error))}")

    def _model(self, file, base):
        name = file.data.get("type")
        try:
            model = apps.get_model(str(name))
        except (LookupError, ValueError):
            model = None
        if model is None or not issubclass(model, base):
            raise ProblemError("type", f"“{name}” is not installed on this site.")
        return model

    def _key(self, data, place):
        try:
            return uuid.UUID(str(data.get("key")))
        except ValueError as error:
            raise ProblemError(f"{place}key", "Every page and every snippet has a UUID of its own as key.") from error

    # Snippets

    def _snippets(self, file):
        try:
            model = self._model(file, records.models.Model)
        except ProblemError as problem:
            self.problems.append(f"{file.name}: {problem.place}: {problem.message}")
            return
        known_by = name_field(model)
        items = list(enumerate(file.data.get("items") or []))
        if known_by:
            items = _rows_in_order(items, model, known_by)
        for number, data in items:
            step = self._row if known_by else self._snippet
            self._try(_File(file.name, {"model": model, "number": number, **data}), step)

    def _row(self, file):
        """A row that is the same in every language, such as an institution."""
        data = dict(file.data)
        model, number = data.pop("model"), data.pop("number")
        place = f"items[{number}]"
        names = [each.name for each in records.own_fields(model)]
        values = records.decode(model, data, names, Decoder(None, Collected(()), self.assets), place)
        known_by = name_field(model)
        instance = model._default_manager.filter(**{known_by: values[known_by]}).first()
        label = f"{file.name} {place}.{values[known_by]}"
        if instance is not None and self.keep:
            self.report.skipped.append(label)
            return
        created = instance is None
        instance = instance or model()
        changed = created or records.differs(instance, values)
        if changed:
            _set(instance, values)
            instance.full_clean()
            instance.save()
        self._note(label, created, changed)

    def _snippet(self, file):
        data = dict(file.data)
        model, number = data.pop("model"), data.pop("number")
        place = f"items[{number}]."
        key = self._key(data, place)
        data.pop("key")
        local = data.pop("local", None) or {}
        collected = Collected(self.languages)
        names = [each.name for each in records.own_fields(model)]
        decoder = Decoder(key, collected, self.assets, self.glossary)
        values = records.decode(model, data, names, decoder, place.rstrip("."))
        instance = model.objects.filter(translation_key=key, locale=self.source).first()
        label = f"{file.name} {place}{values.get(names[0])}"
        if instance is not None and self.keep:
            self.report.skipped.append(label)
            return
        created = instance is None
        instance = instance or model(translation_key=key, locale=self.source)
        changed = created or records.differs(instance, values)
        if changed:
            _set(instance, values)
            instance.full_clean()
            instance.save()
        codes = sorted({code for found in collected.strings.values() for code in found})
        missing = [self.locales[code] for code in codes if not instance.has_translation(self.locales[code])]
        if missing:
            # The texts are stored first, so that the translation is made with them in it.
            source, _created = TranslationSource.update_or_create_from_instance(instance)
            self._store_strings(source, collected, codes)
            api.submit(instance, missing, user=self.user)
            changed = True
        elif codes:
            source = TranslationSource.objects.get_for_instance(instance)
            if changed:
                source.update_from_db()
            stale = self._store_strings(source, collected, codes)
            for translation in source.translations.filter(target_locale__language_code__in=stale):
                api.publish(translation, user=self.user)
            changed = changed or bool(stale)
        for code in sorted(local.keys() & set(self.languages)):
            target = instance.get_translation_or_none(self.locales[code])
            changed |= target is not None and self._local(target, local[code], f"{place}local.{code}")
        self._note(label, created, changed)

    # Pages

    def _page(self, file):
        data = file.data
        unknown = data.keys() - PAGE_KEYS
        if unknown:
            raise ProblemError(
                "", f"unknown: {', '.join(sorted(unknown))}. Known here: {', '.join(sorted(PAGE_KEYS))}."
            )
        model = self._model(file, WagtailPage)
        key = self._key(data, "")
        self.keys[file.name] = key
        instance = model.objects.filter(translation_key=key, locale=self.source).first()
        if file.name == "pages/index.yaml":
            # The Chinese home page is there from the start, and stays the one that it is.
            instance = model.objects.filter(depth=2, locale=self.source).first()
            self.keys[file.name] = key = instance.translation_key if instance else key
        if instance is not None and self.keep and not self._is_pristine(instance):
            self.report.skipped.append(file.name)
            return
        collected = Collected(self.languages)
        decoder = Decoder(key, collected, self.assets, self.glossary)
        languages = self._languages(data)
        names = [each.name for each in records.own_fields(model) if each.name != "heading"]
        values = records.decode(
            model, {name: data[name] for name in records.HEAD if name in data}, records.HEAD, decoder, ""
        )
        values |= records.decode(model, data.get("fields") or {}, names, decoder, "fields")
        values["slug"] = self._slug(file)
        if "heading" in data:
            values["heading"] = decoder.sentences(data["heading"], "heading", "heading", single=True)

        created = instance is None
        if created:
            instance = model(translation_key=key, locale=self.source)
            parent = self._parent(file)
            _set(instance, values)
            if not type(instance).can_create_at(parent.specific) and not parent.is_root():
                raise ProblemError("type", f"A {model._meta.verbose_name} can't stand below “{parent.title}”.")
            self._insert(instance, parent, data.get("position"))
        changed = created or records.differs(instance, values)
        if changed:
            _set(instance, values)
            instance.save_revision(user=self.user).publish(user=self.user)
            instance = model.objects.get(pk=instance.pk)
        changed |= self._translate(instance, collected, languages, data.get("local") or {}, changed)
        if data.get("live", True) != instance.live:
            instance.unpublish(user=self.user)
            changed = True
        self._note(file.name, created, changed)

    def _is_pristine(self, instance):
        """Whether a home page is still as it was made, with no revision."""
        return instance.depth == 2 and instance.latest_revision_id is None

    def _languages(self, data):
        languages = data.get("languages") or {}
        if not isinstance(languages, dict):
            raise ProblemError("languages", "Here stands a mapping of languages to published or draft.")
        for code, state in languages.items():
            if code not in self.languages:
                raise ProblemError(
                    f"languages.{code}", f"This site has no such language. It has {', '.join(self.languages)}."
                )
            if state not in STATES:
                raise ProblemError(f"languages.{code}", f"“{state}” is neither published nor draft.")
        return languages

    def _slug(self, file):
        stem = Path(file.name).stem
        return stem if Path(file.name).parent != Path("pages") or stem != "index" else "home"

    def _parent(self, file):
        """The page that the file's folder stands for, or the one that `parent` names."""
        if "parent" in file.data:
            return self._page_by_key(file.data["parent"], "parent")
        folder = Path(file.name).parent
        if folder == Path("pages"):
            if Path(file.name).stem == "index":
                return WagtailPage.get_first_root_node()
            home = self.keys.get("pages/index.yaml")
            page = (
                WagtailPage.objects.filter(translation_key=home, locale=self.source).first()
                if home
                else next((each for each in trees.homes() if each.locale_id == self.source.pk), None)
            )
            if page is None:
                raise ProblemError("parent", "This site has no Chinese home page yet: run setup_languages first.")
            return page
        name = f"{folder.as_posix()}.yaml"
        if name not in self.keys:
            raise ProblemError("parent", f"{name} is missing or can't be taken, so this page has no parent.")
        return self._page_by_key(self.keys[name], "parent")

    def _page_by_key(self, key, place):
        page = WagtailPage.objects.filter(translation_key=key, locale=self.source).first()
        if page is None:
            raise ProblemError(place, f"There is no Chinese page {key} on this site.")
        return page

    def _insert(self, instance, parent, position):
        """Add a page at its place among the siblings: `position` counts from 1, without one it comes last."""
        siblings = list(parent.get_children())
        following = None
        if isinstance(position, int) and position > 0:
            # Of those that came in before it, some may stand after it.
            later = (each for each in siblings if self.positions.get(each.pk, 0) > position)
            following = next(later, siblings[position - 1] if position <= len(siblings) else None)
        parent.add_child(instance=instance)
        if following is not None:
            instance.move(following, pos="left")
            fresh = type(instance).objects.get(pk=instance.pk)
            instance.__dict__.update(fresh.__dict__)
        if isinstance(position, int):
            self.positions[instance.pk] = position

    def _translate(self, instance, collected, languages, local, source_changed):
        if not languages:
            return False
        locales = [self.locales[code] for code in languages]
        missing = [locale for locale in locales if not instance.has_translation(locale)]
        source, _created = TranslationSource.update_or_create_from_instance(instance)
        stale = set(self._store_strings(source, collected, languages))
        api.submit(instance, locales, user=self.user)
        changed = bool(stale or missing)
        for translation in source.translations.filter(target_locale__in=locales).select_related("target_locale"):
            code = translation.target_locale.language_code
            page = translation.get_target_instance()
            changed |= self._local(page, local.get(code) or {}, f"local.{code}")
            if languages[code] == "draft" and page.live:
                page.unpublish(user=self.user)
                changed = True
            elif languages[code] == "published" and (not page.live or code in stale or source_changed):
                api.publish(translation, user=self.user)
                changed = True
        return changed

    def _local(self, instance, data, place):
        """Set what a language fills for itself, such as who reviewed its wording."""
        if not data:
            return False
        names = [name for name in records.local_names(type(instance)) if name in data]
        if unknown := data.keys() - set(names):
            raise ProblemError(place, f"unknown: {', '.join(sorted(unknown))}.")
        decoder = Decoder(instance.translation_key, Collected(()), self.assets, self.glossary, own=True)
        values = records.decode(type(instance), data, names, decoder, place)
        if not records.differs(instance, values):
            return False
        _set(instance, values)
        instance.clean_fields(exclude={each.name for each in instance._meta.get_fields()} - set(names))
        if isinstance(instance, WagtailPage):
            # A draft has them too, or publishing it would take them away again.
            api.fill_local_fields(instance, values, user=self.user)
        else:
            instance.save(update_fields=list(values))
        return True

    # Strings

    def _store_strings(self, source, collected, codes):
        """Store what the files say of each string; returns the languages in which something changed."""
        segments = {
            (segment.context.path, segment.string.data): segment
            for segment in StringSegment.objects.filter(source=source).select_related("context", "string")
        }
        contexts = {context.path: context for context in TranslationContext.objects.filter(object_id=source.object_id)}
        known = {
            (row.context_id, row.translation_of_id, row.locale_id): row
            for row in StringTranslation.objects.filter(context__object_id=source.object_id).select_related(
                "unconfirmed"
            )
        }
        rows, reasons, changed = [], [], set()
        for (path, string), found in collected.strings.items():
            for code, translated in found.items():
                if code not in codes or path not in contexts:
                    continue
                segment = segments.get((path, string))
                if translated.state == "outdated":
                    original = String.from_value(source.locale, StringValue.from_plaintext(translated.source))
                elif segment is not None:
                    original = segment.string
                else:
                    continue
                locale = self.locales[code]
                data = translated.text if _is_html(string) else stored(translated.text)
                reason = translated.state if translated.state in Unconfirmed.Reason.values else ""
                row = known.get((contexts[path].pk, original.pk, locale.pk))
                if row is not None and (row.data, is_unconfirmed(row)) == (data, reason):
                    continue
                if row is None:
                    row = StringTranslation(translation_of=original, context=contexts[path], locale=locale)
                row.data, row.last_translated_by, row.updated_at = data, self.user, timezone.now()
                row.translation_type = "machine" if reason == Unconfirmed.Reason.MACHINE else "manual"
                row.has_error, row.field_error = bool(reason or fault_of(original.data, data)), ""
                rows.append(row)
                reasons.append(reason)
                changed.add(code)
        new = [row for row in rows if row.pk is None]
        StringTranslation.objects.bulk_create(new)
        for row in rows:
            if row not in new:
                row.save()
        Unconfirmed.objects.filter(string_translation__in=rows).delete()
        Unconfirmed.objects.bulk_create(
            [
                Unconfirmed(string_translation=row, reason=reason)
                for row, reason in zip(rows, reasons, strict=True)
                if reason
            ]
        )
        return changed

    def _note(self, label, created, changed):
        (self.report.created if created else self.report.updated if changed else self.report.unchanged).append(label)


def _in_order(files):
    """Files of pages with parents before children, siblings by position, and a page after those that it names."""

    def place(file):
        path, position = PurePosixPath(file.name), file.data.get("position")
        return len(path.parts), str(path.parent), position if isinstance(position, int) else len(files) + 1, path.name

    ordered = sorted(files, key=place)
    by_key = {str(file.data.get("key")): file.name for file in ordered}
    named = {
        file.name: [
            f"{PurePosixPath(file.name).parent}.yaml",
            *(by_key[text] for text in _texts(file.data) & by_key.keys()),
        ]
        for file in ordered
    }
    return _after_named({file.name: file for file in ordered}, named)


def _rows_in_order(items, model, known_by):
    """(number, data) of rows, each after those of the same kind that it names."""
    itself = [each.name for each in records.own_fields(model) if each.many_to_one and each.related_model is model]
    rows = {data.get(known_by, number): (number, data) for number, data in items}
    named = {key: [data[name] for name in itself if name in data] for key, (_number, data) in rows.items()}
    return _after_named(rows, named) if len(rows) == len(items) else items


def _after_named(entries, named):
    """The values of `entries` in their order, but each after those whose keys `named` has for it; a circle is cut."""
    ordered, seen = [], set()

    def visit(key):
        if key in seen or key not in entries:
            return
        seen.add(key)
        for other in named[key]:
            visit(other)
        ordered.append(entries[key])

    for key in entries:
        visit(key)
    return ordered


def _texts(data):
    """Every text in plain data, however deep."""
    if isinstance(data, str):
        return {data}
    children = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return set().union(*map(_texts, children))


def _words(files):
    """{word: pinyin} of the snippets in some files that are words: those with hanzi and pinyin."""
    return {
        item["hanzi"]: item["pinyin"]
        for file in files
        for item in file.data.get("items") or []
        if isinstance(item, dict) and isinstance(item.get("hanzi"), str) and isinstance(item.get("pinyin"), str)
    }


def _is_html(string):
    return "<" in string


def _set(instance, values):
    for name, value in values.items():
        setattr(instance, name, value)


def _messages(error):
    if hasattr(error, "message_dict"):
        return [f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items()]
    return error.messages
