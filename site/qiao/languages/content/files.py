"""What content refers to beside itself: pictures, documents, sound, and snippets such as terms."""

import hashlib
import io
import shutil
import uuid
from pathlib import Path, PurePosixPath

import willow
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, TranslatableMixin
from wagtailmedia.models import get_media_model

from .errors import ProblemError

FOLDERS = {"image": "images", "document": "documents", "media": "media"}


def image_model():
    """The site's image model."""
    return get_image_model()


def media_model():
    """The site's model of sound and film."""
    return get_media_model()


def name_field(model):
    """The field by which files name a row that is the same in every language, such as an institution, or None."""
    return None if issubclass(model, TranslatableMixin) else getattr(model, "content_name_field", None)


def _folder(model):
    for kind, of in (("image", get_image_model()), ("document", get_document_model()), ("media", get_media_model())):
        if model is of:
            return FOLDERS[kind]
    return None


def _facts(instance, path):
    """What a file of content says of a medium beside its path, without a title that is only the name of the file."""
    facts = {name: getattr(instance, name) for name in getattr(instance, "content_fields", ())}
    return {name: fact for name, fact in facts.items() if fact and (name, fact) != ("title", PurePosixPath(path).stem)}


def _read_facts(model, coded, place):
    """The path of a file and what is said beside it, as {field: value}."""
    if not isinstance(coded, dict):
        return coded, {}
    known = getattr(model, "content_fields", ())
    if unknown := coded.keys() - {"file", *known}:
        raise ProblemError(place, f"unknown: {', '.join(sorted(unknown))}. Known here: {', '.join(['file', *known])}.")
    try:
        facts = {name: model._meta.get_field(name).clean(coded[name], None) for name in known if name in coded}
    except ValidationError as error:
        raise ProblemError(place, " ".join(error.messages)) from error
    return coded.get("file"), facts


class Assets:
    """References to files and snippets, between a folder of content and a site."""

    def __init__(self, root, locale):
        self.root = Path(root)
        self.locale = locale
        self.stored = []

    def discard(self):
        """Delete the files that were taken in, after the rows that name them were rolled back."""
        for file in self.stored:
            file.storage.delete(file.name)

    def reference(self, model, pk):
        """How content files name an object: a file's path, the key of a snippet, page or row, a person's user name.

        Files are copied into the folder; what is known of one beside its path makes a mapping, with the path as `file`.
        Returns None where the object is gone.
        """
        instance = model._default_manager.filter(pk=pk).first() if pk else None
        if instance is None:
            return None
        if (folder := _folder(model)) is not None:
            path = self._copy_out(instance, folder)
            facts = _facts(instance, path)
            return {"file": path, **facts} if facts else path
        if isinstance(instance, TranslatableMixin):
            return self._name(instance)
        if (field := name_field(model)) is not None:
            return getattr(instance, field)
        return getattr(instance, "username", None) or str(instance.pk)

    def resolve(self, model, name, place):
        """The primary key of the object that a content file names; files are taken into the library.

        Raises ProblemError where there is no such file or object.
        """
        if _folder(model) is not None:
            return self._copy_in(model, name, place)
        if issubclass(model, TranslatableMixin):
            found = self._find(model, name)
            if found is None:
                raise ProblemError(place, f"There is no {model._meta.verbose_name} “{name}”.")
            return found
        if hasattr(model, "USERNAME_FIELD"):
            # People do not travel with content: whoever is unknown here is left out.
            return model._default_manager.filter(**{model.USERNAME_FIELD: name}).values_list("pk", flat=True).first()
        if (field := name_field(model)) is not None:
            found = model._default_manager.filter(**{field: name}).values_list("pk", flat=True).first()
            if found is None:
                raise ProblemError(place, f"There is no {model._meta.verbose_name} “{name}”.")
            return found
        raise ProblemError(place, f"A {model._meta.verbose_name} can't be named in content files.")

    def _name(self, instance):
        field = getattr(instance, "content_name_field", None)
        key = str(instance.translation_key)
        if field is None or isinstance(instance, Page):
            return key
        name = getattr(instance, field)
        same = type(instance)._default_manager.filter(**{field: name}, locale_id=instance.locale_id).count()
        return name if same == 1 else key

    def _find(self, model, name):
        objects = model._default_manager.filter(locale=self.locale)
        try:
            key = uuid.UUID(str(name))
        except ValueError:
            field = getattr(model, "content_name_field", None)
            return objects.filter(**{field: name}).values_list("pk", flat=True).first() if field else None
        return objects.filter(translation_key=key).values_list("pk", flat=True).first()

    def _copy_out(self, instance, folder):
        target = PurePosixPath(folder) / PurePosixPath(instance.file.name).name
        path = self.root / target
        path.parent.mkdir(parents=True, exist_ok=True)
        with instance.file.open("rb") as source, path.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        return str(target)

    def _copy_in(self, model, coded, place):
        name, facts = _read_facts(model, coded, place)
        path = (self.root / str(name)).resolve()
        if not name or not path.is_relative_to(self.root.resolve()) or not path.is_file():
            raise ProblemError(place, f"There is no file “{name}” in this folder.")
        content = path.read_bytes()
        digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        kind = {}
        if model is get_media_model():
            kind = {"type": "video" if path.suffix in {".mp4", ".webm", ".ogv"} else "audio"}
        same = {"file_hash": digest} if hasattr(model, "file_hash") else {"title": path.stem}
        known = model.objects.filter(**same, **kind).values_list("pk", flat=True).first()
        if known:
            return known
        instance = model(**{"title": path.stem, **facts, **kind})
        if model is get_image_model():
            try:
                instance.width, instance.height = willow.Image.open(io.BytesIO(content)).get_size()
            except Exception as error:
                raise ProblemError(place, f"“{name}” is not a picture that can be read.") from error
            instance.file = ImageFile(io.BytesIO(content), name=path.name)
        else:
            instance.file = ContentFile(content, name=path.name)
            if kind:
                try:
                    instance.clean()
                except ValidationError as error:
                    raise ProblemError(place, f"“{name}”: {' '.join(error.messages)}") from error
        if hasattr(instance, "file_hash"):
            instance.file_hash = digest
            instance.file_size = len(content)
        instance.save()
        self.stored += [instance.file, *([instance.aac] if getattr(instance, "aac", None) else [])]
        return instance.pk
