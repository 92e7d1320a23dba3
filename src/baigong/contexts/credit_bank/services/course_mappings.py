"""Holding a programme against a standard: which course teaches how much of which module. Exact: hundredths of hours, nothing rounded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access_of_standards import STANDARD_MAPPING_POLICY
from baigong.contexts.credit_bank.models import (
    CertificateLevel,
    CreditProgramme,
    MappingLine,
    MappingState,
    StandardMapping,
    StandardVersion,
)
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, at_field

WHOLE = 100
"""Per cent of a module."""


@dataclass(frozen=True)
class LineHead:
    """A course (its code) teaches ``percent`` of a module (its code)."""

    module: str
    course: str
    percent: int


@transaction.atomic
def draft_mapping(
    *, actor: Actor, now: datetime, programme: CreditProgramme, level: CertificateLevel, version: StandardVersion, note: str = ""
) -> StandardMapping:
    """Hold a programme against a level by a version. Raises ``Conflict`` where that was begun, ``Refusal`` where it names no module."""
    row = StandardMapping(
        programme=programme, level=level, version=version, note=note.strip(), created_by_id=actor.user_id, created_at=now, updated_at=now
    )
    STANDARD_MAPPING_POLICY.require(actor, "create", row)
    if version.certificate_id != level.certificate_id:
        raise at_field("version", _("标准版次不属于这张证书。"))
    if not version.modules.filter(level=level.level).exists():
        words = _("“%(version)s”的%(level)s还没有模块，请先登记标准内容。") % {"version": version, "level": level.level}
        raise at_field("level", words, code="no_modules")
    row.count()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        words = _("“%(programme)s”和“%(level)s”的课证对应已经编过。") % {"programme": programme, "level": level}
        raise Conflict(words, code="mapping_known", fields={"level": words}) from None
    audit.record(actor, "credit_bank.standardmapping.drafted", row, now=now, detail={"level": str(level)})
    return row


@transaction.atomic
def write_lines(*, actor: Actor, now: datetime, mapping: StandardMapping, lines: Sequence[LineHead]) -> StandardMapping:
    """Write lines by module and course; ``percent`` 0 takes a line out, those not named stay. All or nothing.

    Raises ``Refusal`` for unknown codes and where a module would be taught more than whole, ``Conflict`` once it is published.
    """
    row = _locked(actor, mapping)
    modules = {one.code: one for one in row.version.modules.filter(level=row.level.level)}
    courses = {one.code: one for one in row.programme.courses.all()}
    known = {(line.module.code, line.course.code): line for line in row.lines.select_related("module", "course")}
    for head in lines:
        if head.module not in modules or head.course not in courses:
            what, field = (head.module, "module") if head.module not in modules else (head.course, "course")
            raise at_field(field, _("没有代码为“%(code)s”的模块或课程。") % {"code": what}, code="unknown")
        if not 0 <= head.percent <= WHOLE:
            raise at_field("percent", _("覆盖比例应在0到100之间。"))
        line = known.pop((head.module, head.course), None)
        if head.percent == 0:
            if line is not None:
                line.delete()
            continue
        line = line or MappingLine(mapping=row, module=modules[head.module], course=courses[head.course])
        line.percent = head.percent
        line.save()
    _refuse_more_than_whole(row)
    row.count()
    row.updated_at = now
    row.save(update_fields=["covered", "hours", "updated_at"])
    audit.record(actor, "credit_bank.standardmapping.lines_saved", row, now=now, detail={"lines": len(lines)})
    return row


def _locked(actor: Actor, mapping: StandardMapping) -> StandardMapping:
    rows = StandardMapping.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "programme__school", "level__certificate", "version"
    )
    row = rows.get(pk=mapping.pk)
    STANDARD_MAPPING_POLICY.require(actor, "edit", row)
    if row.state != MappingState.DRAFT:
        raise Conflict(_("“%(row)s”已经公布；要改请先收回修改。") % {"row": row}, code="published")
    return row


def _refuse_more_than_whole(row: StandardMapping) -> None:
    taught: dict[str, int] = defaultdict(int)
    for module, percent in row.lines.values_list("module__title", "percent"):
        taught[module] += percent
    for module, percent in taught.items():
        if percent > WHOLE:
            words = _("模块“%(module)s”各门课程合计%(n)d%%，超过100%%；请写各课程分别承担的部分。") % {"module": module, "n": percent}
            raise at_field("percent", words, code="more_than_whole")
