"""A request as it reaches a view: with its actor and its clock."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from baigong.kernel.access.actors import Actor


class Request(HttpRequest):
    """For annotations: what ``ActorMiddleware`` makes of every request."""

    actor: Actor
    now: datetime
