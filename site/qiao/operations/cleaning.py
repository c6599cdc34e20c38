"""The jobs that every site has: what is scheduled, and what would only pile up."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import UploadedFile

# How long a file may lie between the two steps of uploading several at once.
UNFINISHED = timedelta(days=1)


def publish_scheduled():
    """Publish what was scheduled until now, and take away what has expired."""
    call_command("publish_scheduled", verbosity=0)


def clear_sessions():
    """Delete the rows of sessions that have ended."""
    call_command("clearsessions")


def update_index():
    """Add to the search index what it lacks, and take out what is gone."""
    call_command("update_index", verbosity=0)


def delete_old_uploads():
    """Delete files that were uploaded among several and never got the fields that they lacked."""
    before = timezone.now() - UNFINISHED
    for upload in UploadedFile.objects.iterator():
        try:
            is_old = default_storage.get_modified_time(upload.file.name) < before
        except FileNotFoundError:
            is_old = True
        if is_old:
            name = upload.file.name
            upload.delete()
            default_storage.delete(name)
