"""Stored files: on disk before the row that names them is committed; and one answer when the storage has lost one."""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from baigong.kernel.errors import Refusal

log = logging.getLogger("baigong.files")


def keep(field: FieldFile, name: str, content: bytes) -> str:
    """Store ``content`` in a row's file field (the row is not saved), force it to disk, and return its SHA-256."""
    field.save(name, ContentFile(content), save=False)
    to_disk(field.storage, str(field.name))
    return hashlib.sha256(content).hexdigest()


def open_stored(field: FieldFile, called: object) -> File[bytes]:
    """The file of a row, for reading; ``called`` is how its reader knows it.

    Raises ``Refusal`` (``file_lost``, 404) when the storage has lost it: that is for the operators, who find its place in the log.
    """
    try:
        opened: File[bytes] = field.open("rb")
    except (OSError, ValueError) as error:  # ValueError: the row names no file at all
        log.error("stored file %s of %s %s cannot be read: %s", field.name or "?", field.instance._meta.label, field.instance.pk, error)
        message = _("“%(name)s”的文件在存储中找不到了，没有下载任何内容；记录本身还在。") % {"name": called}
        raise Refusal(message, code="file_lost", status=404) from None
    return opened


def to_disk(storage: Storage, name: str) -> None:
    """Force a stored file and its folder to disk; a storage service answers only when it has the file, so nothing is to do there."""
    try:
        path = Path(storage.path(name))
    except NotImplementedError:
        return
    for place in (path, path.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
