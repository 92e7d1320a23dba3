"""Files that a page makes, or that are kept, handed out: one way to name them and to say what they are."""

from __future__ import annotations

from pathlib import PurePath

from django.core.files.base import File
from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

MEDIA_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json; charset=utf-8",
}


def attachment(content: bytes | str, name: str, media_type: str = "") -> HttpResponse:
    """The content as a file to keep. ``name`` may be in any script; its ending says what it is, unless ``media_type`` does."""
    kind = media_type or MEDIA_TYPES[PurePath(name).suffix]
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": content_disposition_header(True, name) or "attachment"})


def kept(opened: File[bytes], name: str, sha256: str) -> FileResponse:
    """A file that somebody handed in, as a file to keep and never to be shown by the browser; its digest is in the head."""
    answer = FileResponse(opened, as_attachment=True, filename=name, content_type="application/octet-stream")
    answer["X-Content-Type-Options"], answer["X-Content-SHA256"] = "nosniff", sha256
    return answer
