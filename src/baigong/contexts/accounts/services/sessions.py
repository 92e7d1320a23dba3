"""Sign-ins: recorded, shown to their owner, ended at will."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from baigong.contexts.accounts.access import ACCOUNTS, SIGN_INS
from baigong.contexts.accounts.models import SignInSession, User
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import NotPermitted, Refusal

SIGNED_IN_AT = "signed_in_at"
SIGN_IN = "sign_in"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def begin_session(request: HttpRequest, user: User, *, now: datetime, address: str) -> SignInSession:
    """Note a sign-in: the row behind "where am I signed in"."""
    session = request.session
    if not session.session_key:
        session.save()
    row = SignInSession.objects.create(
        user=user, session_key=session.session_key or "", address=address,
        agent=request.headers.get("User-Agent", "")[:200], started_at=now, seen_at=now,
    )  # fmt: skip
    session[SIGN_IN] = row.pk
    return row


def touch_session(request: HttpRequest, *, now: datetime) -> None:
    """Note that a session is in use, under the key it has now (a new password changes it)."""
    row = request.session.get(SIGN_IN)
    if row:
        SignInSession.objects.filter(pk=row, ended_at=None).update(seen_at=now, session_key=request.session.session_key)


def forget_session(request: HttpRequest, *, now: datetime) -> None:
    """Note that a session is over."""
    row = request.session.get(SIGN_IN)
    if row:
        SignInSession.objects.filter(pk=row, ended_at=None).update(ended_at=now)


def enter(request: HttpRequest, user: User, method: str, *, now: datetime) -> None:
    """Sign somebody in, under a new session key, with the way they came in noted."""
    forget_session(request, now=now)
    login(request, user, backend=BACKEND)
    record_authentication(request, user, method)


def close_sessions(user: User, *, now: datetime, except_for: int | None = None) -> int:
    """End the sessions of an account (but for one); the browsers are out at their next request. Returns how many."""
    rows = SignInSession.objects.filter(user=user, ended_at=None)
    if except_for is not None:
        rows = rows.exclude(pk=except_for)
    store = import_module(settings.SESSION_ENGINE).SessionStore
    keys = list(rows.values_list("session_key", flat=True))
    for key in keys:
        store(key).delete()
    rows.update(ended_at=now)
    return len(keys)


def end_session(*, actor: Actor, now: datetime, session: SignInSession) -> None:
    """End one of one's own sessions."""
    SIGN_INS.require(actor, "end", session)
    with transaction.atomic():
        row = SignInSession.objects.select_for_update(no_key=True, of=("self",)).select_related("user").get(pk=session.pk)
        if row.ended_at is not None:
            raise Refusal(_("这次登录已经结束。"), code="ended")
        store = import_module(settings.SESSION_ENGINE).SessionStore
        store(row.session_key).delete()
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        audit.record(actor, "accounts.user.session_ended", row.user, now=now, detail={"address": row.address})


def end_other_sessions(*, actor: Actor, now: datetime, present: int | None) -> int:
    """End all of one's own sessions but the present one."""
    user = User.objects.filter(pk=actor.user_id).first() if actor.user_id else None
    if user is None:
        raise NotPermitted(_("请先登录。"), code="not_signed_in")
    with transaction.atomic():
        count = close_sessions(user, now=now, except_for=present)
        if count:
            audit.record(actor, "accounts.user.sessions_ended", user, now=now, detail={"count": count})
    return count


def end_sessions_of(*, actor: Actor, now: datetime, user: User) -> int:
    """End every session of somebody's account."""
    ACCOUNTS.require(actor, "end_sessions", user)
    with transaction.atomic():
        count = close_sessions(user, now=now)
        audit.record(actor, "accounts.user.sessions_ended", user, now=now, detail={"count": count})
    return count
