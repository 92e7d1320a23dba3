"""What the sign-in libraries announce, heard in one place: sign-ins, failures, locks, passwords, second factors go into the log.

These are the only signals in the project, and all of them are of libraries; our own news travels by ``kernel.events``.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from axes.signals import user_locked_out
from django.contrib.auth import signals as auth
from django.http import HttpRequest
from django.utils.translation import gettext_noop

from baigong.contexts.accounts.address import address_of
from baigong.contexts.accounts.models import SignInSession, User
from baigong.contexts.accounts.services.sessions import SIGN_IN, SIGNED_IN_AT, begin_session, close_sessions, forget_session
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.clock import current_time


def connect() -> None:
    """Listen. Called once, when the app is ready."""
    for signal, handler in (
        (auth.user_logged_in, signed_in),
        (auth.user_logged_out, signed_out),
        (auth.user_login_failed, sign_in_failed),
        (user_locked_out, locked),
        (account.password_changed, password_changed),
        (account.password_reset, password_reset),
        (mfa.authenticator_added, factor_added),
        (mfa.authenticator_removed, factor_removed),
        (mfa.authenticator_reset, codes_renewed),
        (mfa.authenticator_used, factor_used),
        (mfa.authentication_failed, code_wrong),
    ):
        signal.connect(handler, dispatch_uid=f"baigong.accounts.{handler.__name__}")


def _now(request: HttpRequest) -> datetime:
    return getattr(request, "now", None) or current_time()


def _person(user: User, request: HttpRequest) -> Actor:
    return Actor(user.pk, str(user), address=address_of(request))


def _stranger(request: HttpRequest) -> Actor:
    """Somebody who typed a name: nobody yet, not the public that reads."""
    return Actor(name=gettext_noop("未登录者"), address=address_of(request))


def signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Somebody is in: from here the absolute time-out counts, and the sign-in can be seen and ended from elsewhere."""
    now = _now(request)
    row = begin_session(request, user, now=now, address=address_of(request))
    User.objects.filter(pk=user.pk).update(last_login=now)  # the framework wrote the wall clock's hour; the house has one clock
    request.session[SIGNED_IN_AT] = int(time.time())  # the wall clock: a demonstration's day may be another
    methods = [str(record.get("type") or record.get("method")) for record in get_authentication_records(request, user)]
    audit.record(_person(user, request), "accounts.user.signed_in", user, now=now, detail={"methods": methods, "agent": row.agent[:120]})


def signed_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Somebody is out, of their own will or because their time was over."""
    if user is None or not hasattr(request, "session"):
        return
    now = _now(request)
    forget_session(request, now=now)
    audit.record(_person(user, request), "accounts.user.signed_out", user, now=now)


def sign_in_failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """A wrong password or code. An unknown name is kept in part only: people type passwords into the wrong field."""
    if request is None:
        return
    name = str(credentials.get("username") or "")
    user = User.objects.filter(username=name).first()
    detail: dict[str, Any] = {"step": credentials.get("step", "password")}
    if user is None:
        detail["username"] = f"{name[:2]}…"
    audit.record(_stranger(request), "accounts.user.sign_in_failed", user, now=_now(request), detail=detail)


def locked(sender: Any, request: HttpRequest, username: str, **kwargs: Any) -> None:
    """A name was locked; the tries that follow during the lock are failures like others."""
    if getattr(request, "axes_failures_since_start", None) is None:
        return
    user = User.objects.filter(username=username).first()
    detail = {"failures": request.axes_failures_since_start} | ({} if user else {"username": f"{username[:2]}…"})  # type: ignore[attr-defined]
    audit.record(_stranger(request), "accounts.user.locked", user, now=_now(request), detail=detail)


def password_changed(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """One's own new password: what was owed is done, and every other sign-in ends."""
    now, present = _now(request), request.session.get(SIGN_IN)
    User.objects.filter(pk=user.pk).update(must_change_password=False, password_set_at=now)
    if present:
        SignInSession.objects.filter(pk=present).update(session_key=request.session.session_key or "")
    close_sessions(user, now=now, except_for=present)
    audit.record(_person(user, request), "accounts.user.password_changed", user, now=now)


def password_reset(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A new password by a one-time address: every sign-in ends."""
    now = _now(request)
    User.objects.filter(pk=user.pk).update(must_change_password=False, password_set_at=now)
    close_sessions(user, now=now)
    audit.record(_person(user, request), "accounts.user.password_reset", user, now=now)


def factor_added(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """An authenticator was set up. Its code was just given, so this session has its second factor."""
    if authenticator.type == Authenticator.Type.TOTP:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=str(authenticator.type), reauthenticated=True)
        audit.record(_person(user, request), "accounts.user.factor_added", user, now=_now(request))


def factor_removed(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """An authenticator was taken away by its owner."""
    if authenticator.type == Authenticator.Type.TOTP:
        audit.record(_person(user, request), "accounts.user.factor_removed", user, now=_now(request))


def codes_renewed(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """New recovery codes; the old ones are worthless."""
    audit.record(_person(user, request), "accounts.user.codes_renewed", user, now=_now(request))


def factor_used(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """A recovery code was used up; its owner should know."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        audit.record(_person(user, request), "accounts.user.recovery_code_used", user, now=_now(request))


def code_wrong(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A wrong code is a failed sign-in: it counts towards the lock and goes into the log."""
    auth.user_login_failed.send(sender="second factor", credentials={"username": user.get_username(), "step": "code"}, request=request)
