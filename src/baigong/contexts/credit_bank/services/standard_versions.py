"""The content of a standard: its versions, and the modules of each level with their hours. What courses are mapped to does not change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access_of_standards import CERTIFICATE_TYPE_POLICY, LOCAL_STANDARD_POLICY
from baigong.contexts.credit_bank.models import CertificateType, LocalStandardState, StandardModule, StandardVersion
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field


@dataclass(frozen=True)
class ModuleHead:
    """A module as a table or a form has it."""

    level: str
    code: str
    title: str
    hours: int


def may_write(actor: Actor, certificate: CertificateType) -> bool:
    """Whether an actor may write what the standard says now: the office for national ones, the proposing school while it drafts its own."""
    try:
        _require(actor, certificate)
    except Refusal:
        return False
    return True


def _require(actor: Actor, certificate: CertificateType) -> None:
    local = certificate.local_standard if hasattr(certificate, "local_standard") else None
    if local is None or local.state == LocalStandardState.PUBLISHED:
        CERTIFICATE_TYPE_POLICY.require(actor, "edit", certificate)
        return
    LOCAL_STANDARD_POLICY.require(actor, "edit", local)
    if local.state != LocalStandardState.DRAFT:
        words = _("“%(title)s”现在是“%(state)s”，标准内容不能改；要改请先退回修改。") % {
            "title": certificate, "state": local.get_state_display(),
        }  # fmt: skip
        raise Conflict(words, code="not_a_draft")


@transaction.atomic
def save_version(
    *, actor: Actor, now: datetime, certificate: CertificateType, version: str, since: date, document: str = ""
) -> StandardVersion:
    """Begin a version. The one before ends the day before; a version that would begin before it is refused."""
    row = CertificateType.objects.select_for_update(no_key=True, of=("self",)).get(pk=certificate.pk)
    _require(actor, row)
    last = row.versions.order_by("-since").first()
    if last is not None and last.since >= since:
        facts = {"day": last.since.isoformat(), "version": last.version}
        raise at_field("since", _("执行日期应晚于%(version)s版的%(day)s。") % facts)
    if last is not None and (last.until is None or last.until >= since):
        last.until = since - timedelta(days=1)
        last.save(update_fields=["until"])
    made = StandardVersion(certificate=row, version=version.strip(), since=since, document=document.strip())
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        words = _("已有%(version)s版。") % {"version": made.version}
        raise Conflict(words, code="version_known", fields={"version": words}) from None
    audit.record(actor, "credit_bank.certificatetype.version_begun", row, now=now, detail={"version": made.version})
    return made


@transaction.atomic
def write_modules(*, actor: Actor, now: datetime, version: StandardVersion, modules: Sequence[ModuleHead]) -> int:
    """Write modules by level and code; those not named stay. The hours of a module that courses are mapped to do not change."""
    row = StandardVersion.objects.select_for_update(no_key=True, of=("self",)).select_related("certificate").get(pk=version.pk)
    _require(actor, row.certificate)
    ranks = {one.level: one.rank for one in row.certificate.levels.all()}
    known = {(one.level, one.code): one for one in row.modules.all()}
    mapped = set(row.modules.filter(lines__isnull=False).values_list("pk", flat=True))
    for head in modules:
        if head.level not in ranks:
            raise at_field("level", _("“%(certificate)s”没有%(level)s。") % {"certificate": row.certificate, "level": head.level})
        one = known.get((head.level, head.code)) or StandardModule(version=row, level=head.level, rank=ranks[head.level], code=head.code)
        if one.pk in mapped and one.hours != head.hours:
            words = _("模块“%(module)s”已有课程对应，学时不能再改；内容有变化请另立标准版次。") % {"module": one}
            raise Conflict(words, code="module_in_use", fields={"hours": words})
        one.title, one.hours = head.title.strip(), head.hours
        one.save()
    _recount(row)
    audit.record(actor, "credit_bank.certificatetype.modules_saved", row.certificate, now=now, detail={"modules": len(modules)})
    return len(modules)


@transaction.atomic
def remove_module(*, actor: Actor, now: datetime, module: StandardModule) -> CertificateType:
    """Take a module out. One that courses are mapped to stays."""
    row = StandardModule.objects.select_related("version__certificate").get(pk=module.pk)
    certificate = row.version.certificate
    _require(actor, certificate)
    facts = {"level": row.level, "code": row.code}
    try:
        row.delete()
    except ProtectedError:
        raise Conflict(_("模块“%(module)s”已有课程对应，不能删除。") % {"module": row}, code="module_in_use") from None
    _recount(row.version)
    audit.record(actor, "credit_bank.certificatetype.module_removed", certificate, now=now, detail=facts)
    return certificate


def _recount(version: StandardVersion) -> None:
    for mapping in version.mappings.select_for_update(no_key=True, of=("self",)).select_related("level", "version"):
        mapping.count()
        mapping.save(update_fields=["covered", "hours"])
