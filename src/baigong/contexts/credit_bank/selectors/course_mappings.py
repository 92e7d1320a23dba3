"""Questions about mappings of courses to standards: what is taught, what is not, and what that says about exemptions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q, QuerySet

from baigong.contexts.credit_bank.access_of_standards import STANDARD_MAPPING_POLICY
from baigong.contexts.credit_bank.models import (
    CertificateState,
    CertificateType,
    CreditProgramme,
    MappingLine,
    MappingState,
    ProgrammeCourse,
    StandardMapping,
    StandardModule,
    StandardVersion,
)
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.access import ANONYMOUS, Actor

LINKED = ("programme__school", "level__certificate", "level__outcome_type", "version__certificate")


def list_mappings(actor: Actor) -> QuerySet[StandardMapping]:
    """Mappings an actor works with."""
    return STANDARD_MAPPING_POLICY.visible(actor, "work").select_related(*LINKED)


def get_mapping(actor: Actor, pk: int) -> StandardMapping:
    """A mapping in sight; 404 otherwise."""
    return STANDARD_MAPPING_POLICY.get_or_404(actor, StandardMapping.objects.select_related(*LINKED, "created_by"), pk=pk)


@dataclass(frozen=True)
class Taught:
    """A module with the courses that teach it; ``percent`` together, ``missing`` hours that no course teaches."""

    module: StandardModule
    lines: Sequence[MappingLine]
    percent: int

    @property
    def missing(self) -> Fraction:
        """Hours of the module that nothing covers."""
        return Fraction(self.module.hours * (100 - self.percent), 100)


def modules_of(mapping: StandardMapping) -> list[Taught]:
    """Every module of the level with what teaches it. Two queries."""
    by_module: dict[int, list[MappingLine]] = defaultdict(list)
    for line in mapping.lines.select_related("course"):
        by_module[line.module_id].append(line)
    modules = mapping.version.modules.filter(level=mapping.level.level)
    return [Taught(m, by_module[m.pk], sum(line.percent for line in by_module[m.pk])) for m in modules]


@dataclass(frozen=True)
class Vouched:
    """A course, and how much of its hours the modules it teaches come to: what a certificate says about it. May be above one."""

    course: ProgrammeCourse
    hours: Fraction
    share: Fraction | None


def courses_of(mapping: StandardMapping) -> list[Vouched]:
    """Courses of the mapping, those of which the certificate says most first. A hint for whoever drafts a rule: it decides nothing."""
    hours: dict[ProgrammeCourse, Fraction] = defaultdict(Fraction)
    for line in mapping.lines.select_related("course", "module"):
        hours[line.course] += Fraction(line.module.hours * line.percent, 100)
    found = [Vouched(course, n, Fraction(n, course.hours) if course.hours else None) for course, n in hours.items()]
    return sorted(found, key=lambda one: (-(one.share or Fraction(0)), one.course.order, one.course.code))


@dataclass(frozen=True)
class Shown:
    """A published mapping as learners see it: the programme, how much of the standard it teaches, in which courses, what is left."""

    mapping: StandardMapping
    courses: Sequence[str]
    uncovered: Sequence[str]


def published_mappings(certificate: CertificateType) -> list[Shown]:
    """Published mappings of a certificate, one a programme and level, by the newest version. Four queries, however many there are."""
    rows = STANDARD_MAPPING_POLICY.visible(ANONYMOUS).filter(level__certificate=certificate).select_related(*LINKED)
    newest: dict[tuple[int, int], StandardMapping] = {}
    for row in rows.order_by("programme__school__order", "programme__code", "level__rank", "version__since"):
        newest[row.programme_id, row.level_id] = row
    lines: dict[int, list[MappingLine]] = defaultdict(list)
    for line in MappingLine.objects.filter(mapping__in=list(newest.values())).select_related("course"):
        lines[line.mapping_id].append(line)
    modules: dict[tuple[int, str], list[StandardModule]] = defaultdict(list)
    for module in StandardModule.objects.filter(version__certificate=certificate):
        modules[module.version_id, module.level].append(module)
    return [_shown(row, lines[row.pk], modules[row.version_id, row.level.level]) for row in newest.values()]


def _shown(row: StandardMapping, lines: Sequence[MappingLine], modules: Sequence[StandardModule]) -> Shown:
    taught: dict[int, int] = defaultdict(int)
    for line in lines:
        taught[line.module_id] += line.percent
    courses = list(dict.fromkeys(line.course.title for line in sorted(lines, key=lambda one: (one.course.order, one.course.code))))
    return Shown(row, courses, [m.title for m in modules if taught[m.pk] < 100])


def suggestions_for(school: Organisation) -> list[StandardMapping]:
    """Published mappings of a school whose certificates post into accounts: what a rule may be drafted from."""
    rows = StandardMapping.objects.filter(programme__school=school, state=MappingState.PUBLISHED, level__outcome_type__isnull=False)
    return list(rows.select_related(*LINKED).order_by("programme__code", "level"))


def mappable_versions(on: date) -> list[StandardVersion]:
    """Versions of standards that programmes can be held against: of certificates in use or in the making, in force or to come."""
    rows = StandardVersion.objects.exclude(certificate__state=CertificateState.CLOSED).filter(modules__isnull=False).distinct()
    rows = rows.filter(Q(until=None) | Q(until__gte=on))
    rows = rows.select_related("certificate").prefetch_related("modules", "certificate__levels")
    return list(rows.order_by("certificate__code", "-since"))


def mappable_programmes(actor: Actor) -> list[CreditProgramme]:
    """Programmes for which an actor writes mappings."""
    rows = CreditProgramme.objects.select_related("school").order_by("school__order", "code", "-year")
    return [row for row in rows if STANDARD_MAPPING_POLICY.decide(actor, "create", StandardMapping(programme=row))]
