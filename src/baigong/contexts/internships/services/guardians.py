"""Guardians sign in the system: by a one-time link, for the guardian on record and the words of the day, after a second fact.

Who has the link and knows the second fact has nothing else of us: he reads these papers and signs them. A guardian has no account.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.internships.access_of_work import GUARDIAN_LINK_POLICY
from baigong.contexts.internships.agreement_text import digest_of, template_on
from baigong.contexts.internships.models import (
    AgreementState,
    Guardian,
    GuardianLink,
    InternshipAgreement,
    Party,
    Placement,
)
from baigong.contexts.internships.services.agreements import (
    SignedBy,
    facts_of,
    give_consent,
    hold_before_start,
    hold_signable,
    locked_placement,
    open_placement,
    sign_all,
    signable,
    still_to_sign,
)
from baigong.contexts.internships.workflow.telling_of_work import tell
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.links import LinkEnd, close_links, gone, link_by
from baigong.kernel.privacy import keyed_hash

VALID_FOR = timedelta(days=7)
"""How long a link serves; it never outlives the first day of the internship."""
DIGITS = 4
"""How many of the last digits of the recorded phone are asked."""


@dataclass(frozen=True)
class Due:
    """A paper that the guardian still has to sign: its words by their digest; the consent has no agreement."""

    digest: str
    agreement: InternshipAgreement | None = None

    def __str__(self) -> str:
        return _("知情同意书") if self.agreement is None else _("三方协议")


def due_of(placement: Placement, now: datetime) -> list[Due]:
    """What waits for the guardian's signature as the records stand. Raises ``Conflict`` for an agreement that is not what they say now."""
    row = placement.agreements.filter(state=AgreementState.OPEN).first()
    wanted = still_to_sign(placement, row, now.date())
    found = []
    if Party.GUARDIAN.value in wanted["consent"]:
        found.append(Due(digest_of(template_on(now.date()), facts_of(placement), "consent")))
    if row is not None and Party.GUARDIAN.value in wanted["agreement"]:
        hold_signable(placement, row)
        found.append(Due(row.digest, row))
    return found


def waiting_for_guardian(placement: Placement, now: datetime) -> tuple[list[Due], str]:
    """What waits for the guardian, or why nothing can be signed now."""
    try:
        hold_before_start(placement)
        due = due_of(placement, now)
    except Conflict as conflict:
        return [], conflict.message
    return due, "" if due else _("现在没有要监护人签的：知情同意已签或不需要，协议还没有拟订或已签。")


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, unicodedata.normalize("NFKC", text)))


def _last_digits(guardian: Guardian) -> str:
    return _digits(guardian.phone)[-DIGITS:]


def _binds(guardian: Guardian, due: Sequence[Due]) -> str:
    return keyed_hash("|".join([guardian.name, _last_digits(guardian), *(f"{one.agreement or ''} {one.digest}" for one in due)]))


@transaction.atomic
def make_link(*, actor: Actor, now: datetime, placement: Placement) -> tuple[GuardianLink, str]:
    """A link for the guardian on record; the row and its secret, which is shown once. One that was out before is dead from now on.

    Raises ``Refusal`` (``guardian``) where no guardian with a phone is on record, ``Conflict`` where nothing waits for a signature.
    """
    row = open_placement(actor, placement, "ask_guardian")
    guardian, (due, settled) = row.intern.guardian, waiting_for_guardian(row, now)
    if not due:
        raise Conflict(settled, code="nothing_due")
    if not guardian.name or len(_last_digits(guardian)) < DIGITS:
        words = _("没有登记%(name)s的监护人姓名和电话，不能做签字链接；请学校先在实习生页面登记，或签纸质件。") % {"name": row.intern.name}
        raise Refusal(words, code="guardian")
    close_links(row.guardian_links.all(), LinkEnd.REPLACED, now)
    evening = datetime.combine(row.starts_on, time(23, 59, 59), tzinfo=now.tzinfo)
    made, token = GuardianLink.new(
        actor=actor, now=now, until=min(now + VALID_FOR, evening), placement=row, name=guardian.name, binds=_binds(guardian, due)
    )
    made.save(force_insert=True)
    detail = {"placement": row.pk, "papers": ["agreement" if one.agreement else "consent" for one in due]}
    audit.record(actor, "internships.guardianlink.made", made, now=now, detail=detail)
    return made, token


@transaction.atomic
def withdraw_link(*, actor: Actor, now: datetime, link: GuardianLink) -> GuardianLink:
    """Take a link back; nothing happens where it serves no more."""
    row = GuardianLink.objects.select_for_update(no_key=True, of=("self",)).get(pk=link.pk)
    GUARDIAN_LINK_POLICY.require(actor, "withdraw", row)
    if row.closed_at is None:
        close_links(GuardianLink.objects.filter(pk=row.pk), LinkEnd.WITHDRAWN, now)
        audit.record(actor, "internships.guardianlink.withdrawn", row, now=now)
    return row


def get_link(token: str) -> GuardianLink:
    """The link of a secret, whatever became of it. Raises ``Refusal`` (404) for one that was never given out."""
    related = [f"placement__{name}" for name in ("intern__learner", "post__site", "school", "enterprise")]
    return link_by(GuardianLink.objects.select_related(*related), token)


def hold_usable(link: GuardianLink, now: datetime) -> list[Due]:
    """What is to be signed by a link; nothing where it was signed. Raises ``Refusal`` (410) where it serves no more, saying why."""
    link.hold_readable(now)
    if link.closed_why == LinkEnd.USED:
        return []
    try:
        hold_before_start(link.placement)
        due = due_of(link.placement, now)
    except Conflict as conflict:
        raise gone(conflict.message, conflict.code) from None
    if _binds(link.placement.intern.guardian, due) != link.binds:
        raise gone(_("做链接以后，要签的内容或登记的监护人有变动。请向学校要新的链接。"), "outdated")
    return due


def papers_of(link: GuardianLink, now: datetime) -> list[InternshipAgreement | None]:
    """The papers a link is about, the consent as ``None``: what waits, and once signed what was signed by a guardian without paper."""
    if link.closed_why != LinkEnd.USED:
        return [one.agreement for one in hold_usable(link, now)]
    signed = link.placement.signatures.filter(party=Party.GUARDIAN, paper=None)
    return [one.agreement for one in signed.select_related("agreement__placement__intern")]


def hold_signed_out(actor: Actor) -> None:
    """Raise ``Refusal`` for whoever is signed in: school, unit and student do not sign for a guardian."""
    if actor.is_authenticated:
        words = _("这台设备上登录着“%(name)s”的账号；监护人的字由监护人自己签，请先退出登录。") % {"name": actor.name}
        raise Refusal(words, code="signed_in", status=403)


def prove(*, actor: Actor, now: datetime, token: str, digits: str) -> GuardianLink:
    """Hear the second fact. Raises ``Refusal`` for a wrong one, which is counted; the last try is the link's end."""
    hold_signed_out(actor)
    with transaction.atomic():
        found = get_link(token)
        link = GuardianLink.objects.select_for_update(no_key=True, of=("self",)).get(pk=found.pk)
        link.placement = found.placement
        hold_usable(link, now)
        is_right = _digits(digits) == _last_digits(link.placement.intern.guardian)
        left = 0 if is_right else link.count_wrong(now)
        if is_right and link.opened_at is None:
            link.opened_at = now
            link.save(update_fields=["opened_at"])
        audit.record(actor, "internships.guardianlink.opened" if is_right else "internships.guardianlink.refused", link, now=now)
    if is_right:
        return link
    if not left:
        raise link.locked()
    words = _("与学校登记的监护人电话不一致，还可以试%(n)d次。换了号码的，请学校先改登记。") % {"n": left}
    raise Refusal(words, code="digits", fields={"digits": words})


@transaction.atomic
def sign_by_link(*, actor: Actor, now: datetime, link: GuardianLink, name: str) -> GuardianLink:
    """The guardian signs what waits for him. ``actor`` carries the address alone; the signature is in the guardian's own name.

    Raises ``Refusal`` for a name that is not the one on record, for somebody signed in, and where the link serves no more.
    """
    hold_signed_out(actor)
    placement = locked_placement(link.placement_id)
    row = GuardianLink.objects.select_for_update(no_key=True, of=("self",)).get(pk=link.pk)
    row.placement = placement
    due, guardian = hold_usable(row, now), placement.intern.guardian
    if not due:
        raise Conflict(_("已经签过字，没有重复签。"), code="signed_twice")
    if "".join(name.split()) != "".join(guardian.name.split()):
        words = _("与学校登记的监护人姓名不一致。登记有误的，请学校先更正，再要新的链接。")
        raise Refusal(words, code="name", fields={"name": words})
    who = Actor(None, guardian.name, address=actor.address)
    signature = [SignedBy(Party.GUARDIAN.value, guardian.name, now.date(), guardian.relation)]
    for one in due:
        if one.agreement is None:
            give_consent(who, now, placement, signature, None, one.digest)
        else:
            sign_all(who, now, placement, signable(placement, one.agreement), signature, None, one.digest)
    close_links(GuardianLink.objects.filter(pk=row.pk), LinkEnd.USED, now)
    row.refresh_from_db()
    told = gettext_lazy("监护人已签字：%(title)s")
    tell(placement, ["intern", "school"], "internships.guardianlink.signed", told, actor=who, now=now)
    return row
