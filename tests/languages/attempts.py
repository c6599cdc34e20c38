"""Everything that somebody could try to change through an address of the admin, with data that would succeed."""

import io
import json
import uuid
from datetime import timedelta
from types import SimpleNamespace

import docx
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.models import Collection, Locale, Page, Revision, UploadedFile
from wagtail.test.utils.form_data import inline_formset, nested_form_data
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.models import OverridableSegment, StringSegment, StringTranslation
from wagtail_localize.strings import StringValue

from lessons.models import LessonPage, ModulePage, Term
from qiao.languages import api, uploads
from qiao.languages.teams import language_name
from qiao.media.models import LibraryImage, LibraryMedia, Track
from tests import factories, sounds
from workshops.models import Enquiry, Source

FORM = "application/x-www-form-urlencoded"
VTT = b"WEBVTT\n\n00:00.000 --> 00:01.000\n1\n"

ATTEMPTS = []


def tries(name, needs, *, places=None, observes=None):
    """Register what tries an address: a function of a client and a place.

    needs: the right that lets it succeed. places: codes of the languages where it makes sense, None for all.
    observes: a function that returns what it changes; without it, any change of the database counts.
    """

    def register(function):
        ATTEMPTS.append(SimpleNamespace(name=name, needs=needs, places=places, observes=observes, function=function))
        return function

    return register


def live_pages():
    """What readers see of the pages."""
    live = Page.objects.filter(live=True).order_by("pk")
    return list(live.values_list("pk", "path", "title", "live_revision_id", "url_path"))


def aliases():
    """How many pages are aliases of others."""
    return Page.objects.filter(alias_of__isnull=False).count()


# The place


def png(colour="red", name="x.png"):
    """A small picture as it is uploaded."""
    file = io.BytesIO()
    Picture.new("RGB", (20, 10), colour).save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), content_type="image/png")


def text_file(text="text"):
    """A document as it is uploaded."""
    return SimpleUploadedFile("x.txt", text.encode(), content_type="text/plain")


def sound():
    """A recording as it is uploaded."""
    return SimpleUploadedFile("x.ogg", TONE, content_type="audio/ogg")


TONE = sounds.tone(0.2, "ogg")


def build(course, code, *, fresh, elsewhere, team=None):
    """Everything that there is to be changed in one course in one language.

    course: the course page there. fresh: a Chinese page that this language lacks. elsewhere: pages of other languages
    to move or copy to. team: the name of the collection of the course's own team.
    """
    locale = Locale.objects.get(language_code=code)
    place = SimpleNamespace(code=code, locale=locale, course=course, fresh=fresh, elsewhere=elsewhere)
    known = {"parent": course, "locale": locale}
    place.page = factories.ModulePageFactory(title="Module", slug=f"page-{code}", **known)
    place.second = factories.ModulePageFactory(title="Second", slug=f"second-{code}", **known)
    place.draft = course.add_child(instance=ModulePage(title="Draft", slug=f"draft-{code}", live=False, locale=locale))
    place.draft.save_revision()
    place.movable = place.page.add_child(
        instance=LessonPage(title="Lesson", slug=f"movable-{code}", live=False, locale=locale)
    )
    place.alias = place.second.create_alias(parent=course, update_slug=f"alias-{code}")
    place.locked = factories.ModulePageFactory(title="Locked", slug=f"locked-{code}", **known)
    Page.objects.filter(pk=place.locked.pk).update(locked=True)
    place.scheduled = course.add_child(
        instance=ModulePage(title="Later", slug=f"later-{code}", live=False, locale=locale)
    )
    place.scheduled.go_live_at = timezone.now() + timedelta(days=9)
    place.scheduled.save_revision().publish()
    place.schedule = Revision.objects.filter(object_id=str(place.scheduled.pk), approved_go_live_at__isnull=False).get()
    collection = Collection.objects.get(name=language_name(locale), depth=2)
    place.collection = collection.get_children().get(name=team) if team else collection
    place.image = LibraryImage.objects.create(title=code, file=png(), collection=place.collection, width=20, height=10)
    place.document = get_document_model().objects.create(title=code, file=text_file(code), collection=place.collection)
    place.media = LibraryMedia(title=code, type="audio", duration=1, collection=place.collection)
    place.media.file.save("x.ogg", ContentFile(TONE), save=False)
    place.media.save()
    place.term = factories.TermFactory(hanzi="道岔", pinyin="dàochà", meaning="x", locale=locale)
    place.quoted = Source.objects.create(key=f"quoted-{course.pk}-{code}", title="Quoted")
    place.workshop = factories.WorkshopPageFactory(title="Workshop", slug=f"workshop-{code}", **known)
    place.enquiry = Enquiry.objects.create(
        form=uuid.uuid4(), page_key=place.workshop.translation_key, name="Anna", email="anna@example.org", message="?"
    )
    place.track = Track.objects.create(media=place.media, language=code, file=SimpleUploadedFile("x.vtt", VTT))
    return place


def add_translation(place, lesson):
    """A lesson with a picture, translated into the language of a place and published there."""
    place.source = lesson
    [place.translation] = api.submit(lesson, [place.locale])
    api.publish(place.translation)
    place.target = lesson.get_translation(place.locale).specific
    place.segment = StringSegment.objects.filter(source=place.translation.source).order_by("pk").first()
    place.override = OverridableSegment.objects.filter(source=place.translation.source).first()
    StringTranslation.objects.update_or_create(
        translation_of=place.segment.string,
        context=place.segment.context,
        locale=place.locale,
        defaults={"data": "before", "translation_type": "manual"},
    )


def send_to_review(place, user):
    """A page of the place that waits for its reviewers."""
    place.reviewed = factories.ModulePageFactory(
        parent=place.course, title="Reviewed", slug=f"reviewed-{place.code}", locale=place.locale
    )
    place.reviewed.title = "Reviewed anew"
    place.reviewed.save_revision(user=user)
    place.state = place.reviewed.get_workflow().start(place.reviewed, user).current_task_state


# Pages


def module(**changes):
    """What the form of a module posts."""
    data = {"title": "Changed", "slug": "", "heading": "", "summary": "", "comments": inline_formset([])}
    return nested_form_data(data | changes)


def page_url(name, page, *more):
    """An address of Wagtail's about a page."""
    return reverse(f"wagtailadmin_pages:{name}", args=[page.pk, *more])


def _add(client, place, **changes):
    url = reverse("wagtailadmin_pages:add", args=["qiao_lessons", "modulepage", place.course.pk])
    client.post(url, module(slug="added", **changes))


@tries("wagtailadmin_pages:add", "edit")
def adds_a_page(client, place):
    _add(client, place)


@tries("wagtailadmin_pages:add", "publish", observes=live_pages)
def adds_and_publishes_a_page(client, place):
    _add(client, place, **{"action-publish": "1"})


@tries("wagtailadmin_pages:edit", "edit")
def edits_a_page(client, place):
    client.post(page_url("edit", place.page), module(slug=place.page.slug))


@tries("wagtailadmin_pages:edit", "publish", observes=live_pages)
def publishes_a_page(client, place):
    client.post(page_url("edit", place.page), module(slug=place.page.slug, **{"action-publish": "1"}))


@tries("wagtailadmin_pages:edit", "edit")
def submits_a_page_for_review(client, place):
    client.post(page_url("edit", place.page), module(slug=place.page.slug, **{"action-submit": "1"}))


def schedules():
    """The revisions that are published later."""
    return Revision.objects.filter(approved_go_live_at__isnull=False).count()


@tries("wagtailadmin_pages:edit", "publish", observes=schedules)
def schedules_a_page(client, place):
    data = module(slug=place.page.slug, go_live_at="2100-01-01 10:00", **{"action-publish": "1"})
    client.post(page_url("edit", place.page), data)


# What is under review is locked for all but its reviewers.
@tries("wagtailadmin_pages:edit", "approve")
def cancels_a_review(client, place):
    data = module(slug=place.reviewed.slug, **{"action-cancel-workflow": "1"})
    client.post(page_url("edit", place.reviewed), data)
    # Whoever may edit has saved a draft with it.
    place.reviewed.refresh_from_db()
    if place.reviewed.workflow_in_progress:
        raise UndoneError


class Translator(BaseMachineTranslator):
    """A machine whose answers look like Russian or Kazakh."""

    display_name = "Machine"

    def translate(self, source_locale, target_locale, strings):
        """The same for every sentence."""
        russian = target_locale.language_code == "ru"
        said = "На красный поезд останавливается." if russian else "Қызыл шам жанғанда поезд тоқтайды."
        return {string: StringValue.from_plaintext(said) for string in strings}

    def can_translate(self, source_locale, target_locale):
        """Every language."""
        return True


class UndoneError(Exception):
    """What was tried did not come about, whatever else did."""


@tries("wagtailadmin_pages:delete", "edit")
def deletes_a_draft(client, place):
    client.post(page_url("delete", place.draft))


@tries("wagtailadmin_pages:delete", "publish")
def deletes_a_live_page(client, place):
    client.post(page_url("delete", place.second))


@tries("wagtailadmin_pages:unpublish", "publish")
def unpublishes_a_page(client, place):
    client.post(page_url("unpublish", place.second))


@tries("wagtailadmin_pages:convert_alias", "edit")
def makes_an_alias_a_page(client, place):
    client.post(page_url("convert_alias", place.alias))


@tries("wagtailadmin_pages:move_confirm", "edit")
def moves_a_draft(client, place):
    client.post(page_url("move_confirm", place.movable, place.course.pk))


@tries("wagtailadmin_pages:move_confirm", "nobody")
def moves_a_draft_into_another_language(client, place):
    for page in place.elsewhere:
        client.post(page_url("move_confirm", place.movable, page.pk))


@tries("wagtailadmin_pages:set_page_position", "publish")
def changes_the_order(client, place):
    client.post(page_url("set_page_position", place.second) + "?position=0")


def _copy(client, place, parent, **changes):
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": parent.pk, "copy_subpages": "on"}
    client.post(page_url("copy", place.page), data | changes)


@tries("wagtailadmin_pages:copy", "edit")
def copies_a_page(client, place):
    _copy(client, place, place.course)


@tries("wagtailadmin_pages:copy", "publish", observes=aliases)
def makes_an_alias(client, place):
    _copy(client, place, place.course, alias="on")


@tries("wagtailadmin_pages:copy", "publish", observes=live_pages)
def copies_and_publishes_a_page(client, place):
    _copy(client, place, place.course, publish_copies="on")


@tries("wagtailadmin_pages:copy", "nobody")
def copies_a_page_into_another_language(client, place):
    for page in place.elsewhere:
        _copy(client, place, page)


@tries("wagtailadmin_pages:copy", "nobody")
def makes_an_alias_in_another_language(client, place):
    for page in place.elsewhere:
        _copy(client, place, page, alias="on")


@tries("wagtailadmin_pages:workflow_action", "approve")
def approves(client, place):
    client.post(page_url("workflow_action", place.reviewed, "approve", place.state.pk), {"comment": ""})


@tries("wagtailadmin_pages:workflow_action", "approve")
def sends_back(client, place):
    client.post(page_url("workflow_action", place.reviewed, "reject", place.state.pk), {"comment": "no"})


@tries("wagtailadmin_pages:set_privacy", "publish")
def makes_a_page_private(client, place):
    client.post(page_url("set_privacy", place.page), {"restriction_type": "login"})


@tries("wagtailadmin_pages:lock", "publish")
def locks_a_page(client, place):
    client.post(page_url("lock", place.page))


@tries("wagtailadmin_pages:unlock", "publish")
def unlocks_a_page(client, place):
    client.post(page_url("unlock", place.locked))


@tries("wagtailadmin_pages:revisions_unschedule", "publish")
def takes_back_a_schedule(client, place):
    client.post(page_url("revisions_unschedule", place.scheduled, place.schedule.pk))


# Many at once


def _bulk(client, model, action, objects, data=None):
    url = reverse("wagtail_bulk_action", args=[model._meta.app_label, model._meta.model_name, action])
    client.post(url + "?" + "&".join(f"id={each.pk}" for each in objects), data or {})


@tries("wagtail_bulk_action", "publish")
def publishes_pages(client, place):
    _bulk(client, Page, "publish", [place.draft])


@tries("wagtail_bulk_action", "publish")
def unpublishes_pages(client, place):
    _bulk(client, Page, "unpublish", [place.second])


@tries("wagtail_bulk_action", "edit")
def deletes_drafts(client, place):
    _bulk(client, Page, "delete", [place.draft])


@tries("wagtail_bulk_action", "publish")
def deletes_live_pages(client, place):
    _bulk(client, Page, "delete", [place.second])


@tries("wagtail_bulk_action", "edit")
def moves_drafts(client, place):
    _bulk(client, Page, "move", [place.movable], {"chooser": place.course.pk})


@tries("wagtail_bulk_action", "nobody")
def moves_drafts_into_another_language(client, place):
    for page in place.elsewhere:
        _bulk(client, Page, "move", [place.movable], {"chooser": page.pk})


@tries("wagtail_bulk_action", "words")
def deletes_terms(client, place):
    _bulk(client, Term, "delete", [place.term])


@tries("wagtail_bulk_action", "words")
def deletes_subtitles(client, place):
    _bulk(client, Track, "delete", [place.track])


@tries("wagtail_bulk_action", "edit")
def deletes_images(client, place):
    _bulk(client, LibraryImage, "delete", [place.image])


@tries("wagtail_bulk_action", "edit")
def tags_images(client, place):
    _bulk(client, LibraryImage, "add_tags", [place.image], {"tags": "red"})


@tries("wagtail_bulk_action", "nobody")
def moves_images_into_another_collection(client, place):
    other = Collection.objects.get(name="Tajik", depth=2)
    _bulk(client, LibraryImage, "add_to_collection", [place.image], {"collection": other.pk})


@tries("wagtail_bulk_action", "edit")
def deletes_documents(client, place):
    _bulk(client, get_document_model(), "delete", [place.document])


@tries("wagtail_bulk_action", "edit")
def tags_documents(client, place):
    _bulk(client, get_document_model(), "add_tags", [place.document], {"tags": "red"})


@tries("wagtail_bulk_action", "nobody")
def changes_people(client, place):
    from django.contrib.auth import get_user_model

    people = list(get_user_model().objects.filter(is_superuser=False))
    _bulk(client, get_user_model(), "set_active_state", people, {"mark_as_active": ""})
    _bulk(client, get_user_model(), "delete", people)


# Wagtail's API


def _api(client, page, action, data=None):
    url = reverse("wagtailadmin_api:pages:action", args=[page.pk, action])
    client.post(url, json.dumps(data or {}), content_type="application/json")


@tries("wagtailadmin_api:pages:action", "edit")
def copies_by_api(client, place):
    _api(client, place.page, "copy", {"destination_page_id": place.course.pk, "keep_live": False})


@tries("wagtailadmin_api:pages:action", "publish")
def copies_and_publishes_by_api(client, place):
    _api(client, place.page, "copy", {"destination_page_id": place.course.pk})


@tries("wagtailadmin_api:pages:action", "nobody")
def copies_into_another_language_by_api(client, place):
    for page in place.elsewhere:
        _api(client, place.page, "copy", {"destination_page_id": page.pk, "keep_live": False})


@tries("wagtailadmin_api:pages:action", "nobody")
def makes_an_alias_in_another_language_by_api(client, place):
    for page in place.elsewhere:
        _api(client, place.page, "create_alias", {"destination_page_id": page.pk, "update_slug": "alias"})


@tries("wagtailadmin_api:pages:action", "publish")
def makes_an_alias_by_api(client, place):
    _api(client, place.page, "create_alias", {"destination_page_id": place.course.pk, "update_slug": "another"})


@tries("wagtailadmin_api:pages:action", "edit")
def makes_an_alias_a_page_by_api(client, place):
    _api(client, place.alias, "convert_alias")


@tries("wagtailadmin_api:pages:action", "edit")
def deletes_by_api(client, place):
    _api(client, place.draft, "delete")


@tries("wagtailadmin_api:pages:action", "publish")
def publishes_by_api(client, place):
    _api(client, place.draft, "publish")


@tries("wagtailadmin_api:pages:action", "publish")
def unpublishes_by_api(client, place):
    _api(client, place.second, "unpublish")


@tries("wagtailadmin_api:pages:action", "edit")
def moves_by_api(client, place):
    _api(client, place.movable, "move", {"destination_page_id": place.course.pk, "position": "last-child"})


@tries("wagtailadmin_api:pages:action", "nobody")
def moves_into_another_language_by_api(client, place):
    for page in place.elsewhere:
        _api(client, place.movable, "move", {"destination_page_id": page.pk, "position": "last-child"})


@tries("wagtailadmin_api:pages:action", "edit")
def goes_back_to_a_revision_by_api(client, place):
    revision = place.page.revisions.order_by("pk").first()
    _api(client, place.page, "revert_to_page_revision", {"revision_id": revision.pk})


@tries("wagtailadmin_api:pages:action", "nobody")
def copies_for_translation_by_api(client, place):
    for code in ("ky", "kk"):
        _api(client, place.fresh, "copy_for_translation", {"locale": code, "copy_parents": True})


# Images, documents, sound


@tries("wagtailimages:add", "edit")
def adds_an_image(client, place):
    client.post(reverse("wagtailimages:add"), {"title": "new", "file": png("blue"), "collection": place.collection.pk})


@tries("wagtailimages:edit", "edit")
def edits_an_image(client, place):
    data = {"title": "changed", "collection": place.collection.pk, "tags": ""}
    client.post(reverse("wagtailimages:edit", args=[place.image.pk]), data)


@tries("wagtailimages:edit", "nobody", observes=lambda: list(LibraryImage.objects.values_list("pk", "collection_id")))
def moves_an_image_into_another_languages_collection(client, place):
    other = Collection.objects.get(name="Tajik", depth=2)
    data = {"title": "changed", "collection": other.pk, "tags": ""}
    client.post(reverse("wagtailimages:edit", args=[place.image.pk]), data)


@tries("wagtailimages:delete", "edit")
def deletes_an_image(client, place):
    client.post(reverse("wagtailimages:delete", args=[place.image.pk]))


@tries("wagtailimages:add_multiple", "edit", observes=lambda: LibraryImage.objects.count())
def adds_images(client, place):
    data = {"title": "new", "files[]": png("blue"), "collection": place.collection.pk}
    client.post(reverse("wagtailimages:add_multiple"), data)


@tries("wagtailimages:edit_multiple", "edit")
def edits_one_of_many_images(client, place):
    prefix = f"image-{place.image.pk}"
    data = {f"{prefix}-title": "changed", f"{prefix}-collection": place.collection.pk, f"{prefix}-tags": ""}
    client.post(reverse("wagtailimages:edit_multiple", args=[place.image.pk]), data)


@tries("wagtailimages:delete_multiple", "edit")
def deletes_one_of_many_images(client, place):
    client.post(reverse("wagtailimages:delete_multiple", args=[place.image.pk]))


def _uploaded(client, model, file):
    from django.contrib.contenttypes.models import ContentType

    return UploadedFile.objects.create(
        for_content_type=ContentType.objects.get_for_model(model), file=file, uploaded_by_user=client.person
    )


@tries("wagtailimages:create_multiple_from_uploaded_image", "edit", observes=lambda: LibraryImage.objects.count())
def makes_an_image_of_an_upload(client, place):
    kept = _uploaded(client, LibraryImage, png("blue"))
    prefix = f"uploaded-image-{kept.pk}"
    data = {f"{prefix}-title": "new", f"{prefix}-collection": place.collection.pk, f"{prefix}-tags": ""}
    client.post(reverse("wagtailimages:create_multiple_from_uploaded_image", args=[kept.pk]), data)


@tries("wagtailimages_chooser:create", "edit")
def adds_an_image_while_choosing(client, place):
    prefix = "image-chooser-upload"
    data = {f"{prefix}-title": "new", f"{prefix}-file": png("blue"), f"{prefix}-collection": place.collection.pk}
    client.post(reverse("wagtailimages_chooser:create"), data)


@tries("wagtaildocs:add", "edit")
def adds_a_document(client, place):
    client.post(reverse("wagtaildocs:add"), {"title": "new", "file": text_file(), "collection": place.collection.pk})


@tries("wagtaildocs:edit", "edit")
def edits_a_document(client, place):
    data = {"title": "changed", "collection": place.collection.pk, "tags": ""}
    client.post(reverse("wagtaildocs:edit", args=[place.document.pk]), data)


@tries("wagtaildocs:delete", "edit")
def deletes_a_document(client, place):
    client.post(reverse("wagtaildocs:delete", args=[place.document.pk]))


@tries("wagtaildocs:add_multiple", "edit", observes=lambda: get_document_model().objects.count())
def adds_documents(client, place):
    data = {"title": "new", "files[]": text_file(), "collection": place.collection.pk}
    client.post(reverse("wagtaildocs:add_multiple"), data)


@tries("wagtaildocs:edit_multiple", "edit")
def edits_one_of_many_documents(client, place):
    prefix = f"doc-{place.document.pk}"
    data = {f"{prefix}-title": "changed", f"{prefix}-collection": place.collection.pk, f"{prefix}-tags": ""}
    client.post(reverse("wagtaildocs:edit_multiple", args=[place.document.pk]), data)


@tries("wagtaildocs:delete_multiple", "edit")
def deletes_one_of_many_documents(client, place):
    client.post(reverse("wagtaildocs:delete_multiple", args=[place.document.pk]))


@tries(
    "wagtaildocs:create_multiple_from_uploaded_document",
    "edit",
    observes=lambda: get_document_model().objects.count(),
)
def makes_a_document_of_an_upload(client, place):
    kept = _uploaded(client, get_document_model(), text_file())
    prefix = f"uploaded-document-{kept.pk}"
    data = {f"{prefix}-title": "new", f"{prefix}-collection": place.collection.pk, f"{prefix}-tags": ""}
    client.post(reverse("wagtaildocs:create_multiple_from_uploaded_document", args=[kept.pk]), data)


@tries("wagtaildocs_chooser:create", "edit")
def adds_a_document_while_choosing(client, place):
    prefix = "document-chooser-upload"
    data = {f"{prefix}-title": "new", f"{prefix}-file": text_file(), f"{prefix}-collection": place.collection.pk}
    client.post(reverse("wagtaildocs_chooser:create"), data)


@tries("wagtailmedia:add", "edit")
def adds_sound(client, place):
    data = {"title": "new", "file": sound(), "duration": "1", "collection": place.collection.pk, "tags": ""}
    client.post(reverse("wagtailmedia:add", args=["audio"]), data)


@tries("wagtailmedia:edit", "edit")
def edits_sound(client, place):
    data = {"title": "changed", "duration": "1", "collection": place.collection.pk, "tags": ""}
    client.post(reverse("wagtailmedia:edit", args=[place.media.pk]), data)


@tries("wagtailmedia:delete", "edit")
def deletes_sound(client, place):
    client.post(reverse("wagtailmedia:delete", args=[place.media.pk]))


@tries("wagtailmedia:chooser_upload", "edit")
def adds_sound_while_choosing(client, place):
    prefix = "media-chooser-upload"
    data = {"title": "new", "file": sound(), "duration": "1", "collection": place.collection.pk, "tags": ""}
    data = {f"{prefix}-{name}": value for name, value in data.items()}
    client.post(reverse("wagtailmedia:chooser_upload", args=["audio"]), data)


@tries(
    "qiao_media_record",
    "words",
    places=["kk"],
    observes=lambda: list(LibraryMedia.objects.values_list("collection__name", flat=True)),
)
def records(client, place):
    client.post(reverse("qiao_media_record") + "?title=x", TONE, content_type="audio/ogg")
    stored = LibraryMedia.objects.order_by("-pk").first()
    language = Collection.objects.get(name=language_name(place.locale), depth=2)
    if not stored.collection.path.startswith(language.path):
        # It went into a collection of the person's own.
        raise UndoneError


# Terms and subtitles


def _term(**changes):
    return {"hanzi": "新词", "pinyin": "", "part_of_speech": "noun", "field": "general", "explanation": ""} | changes


def _snippet(model, name, *args):
    return reverse(model.snippet_viewset.get_url_name(name), args=args)


@tries("wagtailsnippets_qiao_lessons_term:add", "words")
def adds_a_term(client, place):
    client.post(f"{_snippet(Term, 'add')}?locale={place.code}", _term(meaning="x"))


@tries("wagtailsnippets_qiao_lessons_term:edit", "words")
def edits_a_term(client, place):
    client.post(_snippet(Term, "edit", place.term.pk), _term(meaning="changed"))


@tries("wagtailsnippets_qiao_lessons_term:delete", "words")
def deletes_a_term(client, place):
    client.post(_snippet(Term, "delete", place.term.pk))


@tries("wagtailsnippets_qiao_lessons_term:copy", "words")
def copies_a_term(client, place):
    client.post(f"{_snippet(Term, 'copy', place.term.pk)}?locale={place.code}", _term(meaning="x"))


def _track(**changes):
    return {"kind": "chapters", "file": SimpleUploadedFile("x.vtt", VTT)} | changes


@tries("wagtailsnippets_qiao_media_track:add", "words")
def adds_subtitles(client, place):
    client.post(_snippet(Track, "add"), _track(media=place.media.pk, language=place.code))


@tries("wagtailsnippets_qiao_media_track:edit", "words")
def edits_subtitles(client, place):
    client.post(
        _snippet(Track, "edit", place.track.pk), {"media": place.media.pk, "language": place.code, "kind": "captions"}
    )


@tries("wagtailsnippets_qiao_media_track:edit", "nobody")
def makes_subtitles_another_languages(client, place):
    data = {"media": place.media.pk, "language": "tg", "kind": "subtitles"}
    client.post(_snippet(Track, "edit", place.track.pk), data)


@tries("wagtailsnippets_qiao_media_track:delete", "words")
def deletes_a_track(client, place):
    client.post(_snippet(Track, "delete", place.track.pk))


@tries("wagtailsnippets_qiao_media_track:copy", "words")
def copies_subtitles(client, place):
    client.post(_snippet(Track, "copy", place.track.pk), _track(media=place.media.pk, language=place.code))


# Translations

TRANSLATED = ["ru", "kk"]


@tries("qiao_localize:submit_page_translation", "edit", places=TRANSLATED)
def submits_a_page_for_translation(client, place):
    url = reverse("wagtail_localize:submit_page_translation", args=[place.fresh.pk])
    client.post(url, {"locales": [place.locale.pk]})


@tries("qiao_localize:submit_snippet_translation", "words", places=TRANSLATED)
def submits_a_term_for_translation(client, place):
    term = Term.objects.get(hanzi="新词", locale=api.source_locale())
    url = reverse("wagtail_localize:submit_snippet_translation", args=["qiao_lessons", "term", term.pk])
    client.post(url, {"locales": [place.locale.pk]})


@tries("qiao_languages:waiting", "words", places=TRANSLATED)
def submits_all_terms_for_translation(client, place):
    client.post(f"{reverse('qiao_languages:waiting')}?language={place.code}", {"kind": "qiao_lessons.term"})


@tries("qiao_localize:update_translations", "edit", places=["zh-hans"])
def carries_a_source_on(client, place):
    # Changed behind Wagtail's back, so that there is something to carry on.
    LessonPage.objects.filter(pk=place.source.pk).update(estimated_minutes=77)
    url = reverse("wagtail_localize:update_translations", args=[place.source_of_translations.pk])
    client.post(url)
    if not LessonPage.objects.filter(locale__language_code="kk", estimated_minutes=77).exists():
        raise UndoneError


def _translation(name, place, *args):
    return reverse(f"wagtail_localize:{name}", args=[place.translation.pk, *args])


@tries("qiao_localize:edit_string_translation", "edit", places=TRANSLATED)
def translates_a_sentence(client, place):
    client.put(_translation("edit_string_translation", place, place.segment.pk), "value=x", content_type=FORM)


@tries("qiao_localize:edit_string_translation", "edit", places=TRANSLATED)
def deletes_a_translated_sentence(client, place):
    client.delete(_translation("edit_string_translation", place, place.segment.pk))


@tries("qiao_localize:edit_override", "edit", places=TRANSLATED)
def replaces_a_picture(client, place):
    url = _translation("edit_override", place, place.override.pk)
    client.put(url, f"value={place.image.pk}", content_type=FORM)


@tries("qiao_localize:machine_translate", "edit", places=TRANSLATED)
def has_a_machine_translate(client, place):
    client.post(_translation("machine_translate", place))


@tries("qiao_localize:stop_translation", "edit", places=TRANSLATED)
def stops_a_translation(client, place):
    client.post(_translation("stop_translation", place))


# Nothing tells what was switched off and on again: the attempt says itself whether it came about.
@tries("wagtailadmin_pages:edit", "edit", places=TRANSLATED, observes=object)
def restarts_a_translation(client, place):
    place.translation.enabled = False
    place.translation.save()
    client.post(page_url("edit", place.target), {"localize-restart-translation": "1"})
    place.translation.refresh_from_db()
    if not place.translation.enabled:
        raise UndoneError


@tries("wagtailadmin_pages:edit", "publish", places=TRANSLATED)
def publishes_a_translation(client, place):
    client.post(page_url("edit", place.target), {"action": "publish"})


@tries("wagtailadmin_pages:edit", "nobody", places=TRANSLATED)
def makes_a_translation_an_alias(client, place):
    client.post(page_url("edit", place.target), {"localize-convert-to-alias": "1"}, follow=True)


@tries("qiao_languages:start_review", "edit", places=TRANSLATED)
def hands_a_translation_over(client, place):
    client.post(reverse("qiao_languages:start_review", args=[place.target.pk]))


def reviewers():
    """Who is named to readers for the language of a lesson; an editor may draft it."""
    return list(LessonPage.objects.order_by("pk").values_list("pk", "language_reviewer_id"))


@tries("qiao_languages:own_fields", "publish", places=TRANSLATED, observes=reviewers)
def names_the_reviewer_of_a_language(client, place):
    data = {"language_reviewer": client.person.pk, "language_reviewed_on": "2026-01-01"}
    client.post(reverse("qiao_languages:own_fields", args=[place.target.pk]), data)


@tries("qiao_languages:save_text", "edit", places=TRANSLATED)
def saves_a_sentence(client, place):
    data = {"segment": place.segment.pk, "text": "after", "seen": "before"}
    client.post(reverse("qiao_languages:save_text", args=[place.translation.pk]), data)


@tries("qiao_languages:assign", "edit", places=TRANSLATED)
def assigns_a_page(client, place):
    data = {"assignee": client.person.pk, "due": "2100-01-01"}
    client.post(reverse("qiao_languages:assign", args=[place.translation.pk]), data)


@tries("qiao_languages:take", "edit", places=TRANSLATED)
def takes_a_page(client, place):
    client.post(reverse("qiao_languages:take"), {"translation": place.translation.pk})


@tries("qiao_languages:comments", "comment", places=TRANSLATED)
def comments_on_a_sentence(client, place):
    url = reverse("qiao_languages:comments", args=[place.translation.pk, place.segment.pk])
    client.post(url, {"action": "add", "text": "?"})


def _take_in(client, place, scope):
    out = reverse("qiao_languages:texts_out", args=[place.translation.pk])
    answer = client.get(out, {"format": "po", "scope": "page"})
    if answer.status_code == 200:
        po = answer.content.decode().replace('msgstr "before"', 'msgstr "after"')
        url = reverse("qiao_languages:texts_in", args=[place.translation.pk])
        answer = client.post(url, {"file": SimpleUploadedFile("x.po", po.encode()), "scope": scope})
        client.post(getattr(answer, "url", url))


@tries("qiao_languages:texts_in_check", "edit", places=TRANSLATED)
def takes_texts_in_from_a_file(client, place):
    _take_in(client, place, "page")


# Lessons and words from files


def word_file():
    """A lesson in Word, as bytes."""
    file, document = io.BytesIO(), docx.Document()
    document.add_heading("新课", 0)
    document.add_paragraph("红灯停车。")
    document.save(file)
    return file.getvalue()


@tries("qiao_lessons_import_check", "edit", places=["zh-hans"])
def makes_a_lesson_of_a_file(client, place):
    url = reverse("qiao_lessons_import", args=[place.course.pk])
    file = SimpleUploadedFile("x.docx", word_file())
    answer = client.post(url, {"file": file, "language": "", "collection": place.collection.pk})
    client.post(answer.url if "import" in getattr(answer, "url", "") else url, {"title": "新课"})


@tries("qiao_lessons_start", "edit", places=["zh-hans"])
def starts_a_lesson_from_a_template(client, place):
    data = {"template": place.template.pk, "title": "新课"}
    client.post(reverse("qiao_lessons_start", args=[place.course.pk]), data)


@tries("qiao_terms_import_check", "words")
def imports_words(client, place):
    if place.code == "zh-hans":
        table = "hanzi,part_of_speech,field\n新词二,noun,general\n"
    else:
        table = f"hanzi,meaning_{place.code}\n新词,x\n"
    token = uploads.keep(
        SimpleUploadedFile("x.csv", table.encode()), filename="x.csv", user=client.person, place="terms", options={}
    )
    client.post(reverse("qiao_terms_import_check", args=[token]))


# Institutions, sources and figures; who writes Chinese anywhere names them


def _college(prefix="", **changes):
    data = {"key": "new", "country": "NA", "kind": "", "name_en": "New", "other_names": ""} | changes
    return {f"{prefix}{name}": value for name, value in data.items()}


@tries("institutions:add", "words", places=["zh-hans"])
def adds_an_institution(client, place):
    client.post(reverse("institutions:add"), _college())


@tries("institution_chooser:create", "words", places=["zh-hans"])
def adds_an_institution_while_choosing(client, place):
    client.post(reverse("institution_chooser:create"), _college("new-institution-"))


def _source(prefix=""):
    data = {"key": "new", "kind": "news", "title": "New", "publisher": "", "url": "", "document": "", "as_of": ""}
    return {f"{prefix}{name}": value for name, value in data.items()}


@tries("sources:add", "words", places=["zh-hans"])
def adds_a_source(client, place):
    client.post(reverse("sources:add"), _source())


@tries("sources:edit", "words", places=["zh-hans"])
def edits_a_source(client, place):
    client.post(reverse("sources:edit", args=[place.quoted.pk]), _source())


@tries("source_chooser:create", "words", places=["zh-hans"])
def adds_a_source_while_choosing(client, place):
    client.post(reverse("source_chooser:create"), _source("new-source-"))


def _kept(client, table, purpose):
    file = SimpleUploadedFile("x.csv", table.encode())
    return uploads.keep(file, filename="x.csv", user=client.person, place=purpose, options={})


@tries("qiao_workshops_institutions_check", "words", places=["zh-hans"])
def imports_institutions(client, place):
    token = _kept(client, "key,country,name_en\nnew,NA,New\n", "institutions")
    client.post(reverse("qiao_workshops_institutions_check", args=[token]))


@tries("qiao_workshops_indicators_check", "edit", places=["zh-hans"])
def imports_figures(client, place):
    page = place.workshop
    token = _kept(client, "measure,value\nvisits,5\n", f"indicators {page.pk}")
    client.post(reverse("qiao_workshops_indicators_check", args=[page.pk, token]))


@tries("enquiries:edit", "publish")
def marks_an_enquiry_as_answered(client, place):
    client.post(reverse("enquiries:edit", args=[place.enquiry.pk]), {"is_answered": "on"})
