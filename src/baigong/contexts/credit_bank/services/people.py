"""Opening an account and keeping it one person's: documents, guardians, merging two and taking them apart again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access import LEARNER_POLICY
from baigong.contexts.credit_bank.identity import Identity, account_number, identity_of
from baigong.contexts.credit_bank.models import CheckedBy, Guardian, IdentityDocument, Learner, LearnerMerger, LearnerState
from baigong.contexts.credit_bank.selectors.known import adult_age
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.privacy import encrypt
from baigong.kernel.workflow import fire


@dataclass(frozen=True)
class Opening:
    """What an account is opened with. ``birth_on`` is read from a citizen's number where that is given."""

    name: str
    document_kind: str
    document_number: str
    birth_on: date | None = None
    phone: str = ""
    guardian: str = ""
    guardian_relation: str = ""
    guardian_phone: str = ""


@transaction.atomic
def open_account(*, actor: Actor, now: datetime, opening: Opening, home: Organisation) -> Learner:
    """Open the account of a person who stands at the desk of ``home``; it waits until somebody has seen the document.

    Raises ``Refusal`` for a name or number that cannot be, for a minor without guardian; ``Conflict`` where the document has an account.
    """
    LEARNER_POLICY.require(actor, "open", Learner(home=home))
    return _open(actor, now, opening, home=home, user_id=None)


@transaction.atomic
def register_oneself(*, actor: Actor, now: datetime, opening: Opening, home: Organisation | None = None) -> Learner:
    """Open one's own account; ``home`` (or else the office) then sees the document. Raises as ``open_account``."""
    LEARNER_POLICY.require(actor, "register", Learner())
    if actor.user_id is not None and Learner.objects.filter(user_id=actor.user_id).exists():
        raise Conflict(_("您已有学分账户，没有重复开户。"), code="has_account")
    return _open(actor, now, opening, home=home, user_id=actor.user_id)


def _open(actor: Actor, now: datetime, opening: Opening, *, home: Organisation | None, user_id: int | None) -> Learner:
    name = " ".join(opening.name.split())
    if not name:
        raise at_field("name", _("请填写姓名，与证件上的一致。"))
    identity = identity_of(opening.document_kind, opening.document_number)
    birth_on = identity.birth_on or opening.birth_on
    if birth_on is None:
        raise at_field("birth_on", _("请填写出生日期；这种证件的号码里没有，要据此判断是否成年。"), code="birth")
    if birth_on > now.date():
        raise at_field("birth_on", _("出生日期还没有到，请核对。"), code="birth")
    row = Learner(
        number=account_number(identity), name=name, birth_on=birth_on, phone=opening.phone.strip(), home=home, user_id=user_id,
        opened_by_id=actor.user_id, opened_at=now,
    )  # fmt: skip
    if is_minor(row, now.date()) and not (opening.guardian.strip() and opening.guardian_relation.strip()):
        raise at_field("guardian", _("%(name)s未满%(age)s周岁，开户须有监护人同意。") % {"name": name, "age": adult_age(now.date())})
    with _one_account(actor, identity):
        row.save(force_insert=True)
        _add_document(row, identity)
    if opening.guardian.strip():
        Guardian.objects.create(
            learner=row, name=opening.guardian.strip(), relation=opening.guardian_relation.strip()[:20],
            phone=opening.guardian_phone.strip()[:20], consented_on=now.date(),
        )  # fmt: skip
    audit.record(actor, "credit_bank.learner.opened", row, now=now, detail={"document": identity.kind, "by_oneself": user_id is not None})
    return row


@transaction.atomic
def add_document(*, actor: Actor, now: datetime, learner: Learner, kind: str, number: str) -> IdentityDocument:
    """A further document of the same person. Raises ``Conflict`` where it is another account's: then the two are to be merged."""
    row = _in_use(_locked(actor, learner, "edit"))
    identity = identity_of(kind, number)
    with _one_account(actor, identity):
        made = _add_document(row, identity)
    audit.record(actor, "credit_bank.learner.document_added", row, now=now, detail={"document": kind})
    return made


@transaction.atomic
def add_guardian(*, actor: Actor, now: datetime, learner: Learner, name: str, relation: str, phone: str = "") -> Guardian:
    """Who answers for a learner not of age and agreed today: at opening none was there, or another one does now. Raises ``Refusal``."""
    row = _in_use(_locked(actor, learner, "edit"))
    if not is_minor(row, now.date()):
        raise Refusal(_("%(name)s已成年，不需要登记监护人。") % {"name": row.name}, code="of_age")
    made = Guardian.objects.create(
        learner=row, name=name.strip(), relation=relation.strip(), phone=phone.strip(), consented_on=now.date()
    )  # fmt: skip
    audit.record(actor, "credit_bank.learner.guardian_added", row, now=now, detail={"guardian": made.pk})
    return made


@transaction.atomic
def check_document(*, actor: Actor, now: datetime, document: IdentityDocument, how: str) -> Learner:
    """Say how it was seen that the document is this person's; the account comes into use by that. Nobody checks one's own."""
    row = _locked(actor, document.learner, "verify")
    document.refresh_from_db()
    if how not in CheckedBy.values:
        raise at_field("how", _("请选择核验方式。"))
    if row.user_id is not None and row.user_id == actor.user_id:
        raise Refusal(_("不能核验自己的证件，请由其他经办人办理。"), code="own_document")
    if document.checked_at is not None:
        raise Conflict(_("这份证件已经核验过。"), code="checked")
    document.checked_how, document.checked_by_id, document.checked_at = how, actor.user_id, now
    document.save(update_fields=["checked_how", "checked_by", "checked_at"])
    audit.record(actor, "credit_bank.learner.document_checked", row, now=now, detail={"document": document.kind, "how": how})
    return fire(row, "activate", actor=actor, now=now) if row.state == LearnerState.PENDING else row


@transaction.atomic
def merge(*, actor: Actor, now: datetime, kept: Learner, absorbed: Learner, reason: str) -> LearnerMerger:
    """Let ``absorbed`` rest in ``kept``: found to be one person's. Both keep their history. Raises ``Refusal`` or ``Conflict``."""
    first, second = (_locked(actor, one, "merge") for one in sorted((kept, absorbed), key=lambda one: one.pk))
    kept, absorbed = (first, second) if first.pk == kept.pk else (second, first)
    if kept.pk == absorbed.pk:
        raise at_field("other", _("同一个账户不能与自己合并。"), code="same")
    if not reason.strip():
        raise at_field("reason", _("请写明怎样认定是同一个人，如“核对了两份证件”；以后要拆分时据此核查。"), code="reason_required")
    for one in (kept, absorbed):
        if one.state != LearnerState.ACTIVE:
            raise Conflict(_("“%(row)s”现在是“%(state)s”，不能合并。") % {"row": one, "state": one.get_state_display()}, code="wrong_state")
    if absorbed.merged.exists():
        raise Conflict(_("“%(row)s”里还并有别的账户；请先拆分，或反过来合并。") % {"row": absorbed}, code="nested")
    made = LearnerMerger.objects.create(
        kept=kept, absorbed=absorbed, reason=reason.strip()[:200], merged_by_id=actor.user_id, merged_at=now
    )  # fmt: skip
    fire(absorbed, "absorb", actor=actor, now=now, reason=made.reason, kept=kept)
    audit.record(actor, "credit_bank.learner.merged", kept, now=now, detail={"absorbed": absorbed.pk, "reason": made.reason})
    return made


@transaction.atomic
def split(*, actor: Actor, now: datetime, merger: LearnerMerger, reason: str) -> Learner:
    """Take a merged account out again, as it was. Raises ``Conflict`` when that was done, ``Refusal`` for no reason."""
    row = LearnerMerger.objects.select_for_update(no_key=True).select_related("kept").get(pk=merger.pk)
    absorbed = _locked(actor, row.absorbed, "split")
    if row.split_at is not None:
        raise Conflict(_("这次合并已经拆分过。"), code="split")
    if not reason.strip():
        raise at_field("reason", _("请写明为什么拆分，如“核实是同名的两个人”；两个账户的经过里都记着。"), code="reason_required")
    row.split_reason, row.split_by_id, row.split_at = reason.strip()[:200], actor.user_id, now
    row.save(update_fields=["split_reason", "split_by", "split_at"])
    audit.record(actor, "credit_bank.learner.split", row.kept, now=now, detail={"merger": row.pk, "reason": row.split_reason})
    return fire(absorbed, "restore", actor=actor, now=now, reason=row.split_reason)


def is_minor(learner: Learner, day: date) -> bool:
    """Whether the learner is known not to be of age on ``day``."""
    age = learner.age_on(day)
    return age is not None and age < adult_age(day)


@contextmanager
def _one_account(actor: Actor, identity: Identity) -> Iterator[None]:
    """What writes a document within is refused where the document has an account, or is given one at this moment at another desk."""
    _refuse_known(actor, identity)
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        _refuse_known(actor, identity)
        raise


def _refuse_known(actor: Actor, identity: Identity) -> None:
    known = IdentityDocument.objects.filter(kind=identity.kind, number_hash=identity.hashed).select_related("learner").first()
    if known is None:
        return
    if LEARNER_POLICY.decide(actor, "view", known.learner):
        words = _("这份证件已有学分账户：%(row)s，没有重复开户。") % {"row": known.learner}
    else:
        words = _("这份证件已有学分账户，没有重复开户；请本人凭证件到原办理单位或学分银行办理。")
    raise Conflict(words, code="document_known", fields={"document_number": words})


def _add_document(row: Learner, identity: Identity) -> IdentityDocument:
    return IdentityDocument.objects.create(
        learner=row, kind=identity.kind, number_hash=identity.hashed, number_sealed=encrypt(identity.number), masked=identity.masked
    )  # fmt: skip


def _in_use(row: Learner) -> Learner:
    """An account that rests in another one, or was closed, takes nothing in. Raises ``Conflict``."""
    if row.state not in (LearnerState.MERGED, LearnerState.CLOSED):
        return row
    words = _("“%(row)s”现在是“%(state)s”，没有登记。") % {"row": row, "state": row.get_state_display()}
    if row.merged_into is not None:
        words += _("请在“%(kept)s”里登记。") % {"kept": row.merged_into}
    raise Conflict(words, code="not_in_use")


def _locked(actor: Actor, learner: Learner, action: str) -> Learner:
    row = Learner.objects.select_for_update(no_key=True, of=("self",)).get(pk=learner.pk)
    LEARNER_POLICY.require(actor, action, row)
    return row
