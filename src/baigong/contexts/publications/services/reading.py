"""What was read, without anything about who read it: a number a document."""

from __future__ import annotations

import logging

from django.db import OperationalError
from django.db.models import F

from baigong.contexts.publications.models import Publication

log = logging.getLogger("baigong.publications")


def count_view(publication: Publication) -> None:
    """Add one to the number of views. A busy database loses the count, never the page."""
    try:
        Publication.objects.filter(pk=publication.pk).update(view_count=F("view_count") + 1)
    except OperationalError:
        log.info("a view of publication %s was not counted", publication.pk)
