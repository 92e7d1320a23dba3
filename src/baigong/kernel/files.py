"""Files that the house itself makes and must not lose: on disk before the row that names them is committed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db.models.fields.files import FieldFile


def keep(field: FieldFile, name: str, content: bytes) -> str:
    """Store ``content`` in a row's file field (the row is not saved), force it to disk, and return its SHA-256."""
    field.save(name, ContentFile(content), save=False)
    to_disk(field.storage, str(field.name))
    return hashlib.sha256(content).hexdigest()


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
