"""The national standard's internship tables, made of the records: a secondary school's by SZJZ-ZZ-V2.2.0, a college's by SB-GZ-2023.

Each row's key is made of its record and the term, so that the same record sent again is the same row. What a record does not say stays
empty; what the standard demands and a record lacks is told (``gaps``) before the file goes anywhere.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from baigong.contexts.internships.models import (
    NATIONAL_CODES,
    OVER,
    AgreementState,
    InternshipAgreement,
    InternshipInsurance,
    InternshipLog,
    LogKind,
    LogState,
    Payer,
    Placement,
    PlacementState,
    ReportState,
    ViolationKind,
    ViolationReport,
    yuan,
)
from baigong.contexts.internships.models.posts import Organiser
from baigong.contexts.organisations.public import Organisation, OrganisationKind
from baigong.contexts.registers.public import StandardField, find_table
from baigong.kernel.exchange.sheets import neutralised

Row = dict[str, str]
SECONDARY, HIGHER = "SZJZ-ZZ-V2.2.0", "SB-GZ-2023"
POST_INTERNSHIP, YES, NO = "2", "1", "0"
PLACES = {"state": "1", "collective": "2", "mixed": "3", "private": "4", "sole": "4", "foreign": "5"}
"""SXCSLXDM by ownership."""
INSURANCES = {"liability": "1", "accident": "2", "other": "9"}
PAYERS = {"school": "1", "unit": "2"}
PROVEN = [ReportState.RAISED, ReportState.CLOSED]
STARTED = {PlacementState.ACTIVE, PlacementState.SUSPENDED, *OVER}


@dataclass(frozen=True)
class Term:
    """A term of a school year: 1 from September to February, 2 from March to August."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 9, 1) if self.number == 1 else date(self.year + 1, 3, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date.fromordinal(date(self.year + 1, 3 if self.number == 1 else 9, 1).toordinal() - 1)

    @property
    def school_year(self) -> str:
        """As the standard writes it."""
        return f"{self.year}-{self.year + 1}"

    def __str__(self) -> str:
        return _("%(year)s学年第%(n)d学期") % {"year": self.school_year, "n": self.number}


def term_of(day: date) -> Term:
    """The term in which a day lies."""
    year = day.year if day.month >= 9 else day.year - 1
    return Term(year, 2 if 3 <= day.month <= 8 else 1)


@dataclass(frozen=True)
class Returned:
    """The tables of a school and a term. ``gaps``: what the standard demands and the records lack, per record in words."""

    standard: str
    school: Organisation
    term: Term
    tables: Mapping[str, Sequence[Row]]
    gaps: Sequence[str] = field(default=())

    @property
    def filename(self) -> str:
        """What the file is called."""
        return f"internships-{self.school.moe_code or self.school.pk}-{self.term.school_year}-{self.term.number}.zip"

    def archive(self) -> bytes:
        """One CSV a table, named by it, with the fields' names as head, in a zip."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name, rows in self.tables.items():
                if rows:
                    target.writestr(zipfile.ZipInfo(f"{name}.csv", (1980, 1, 1, 0, 0, 0)), self.csv_of(name))
        return out.getvalue()

    def csv_of(self, name: str) -> bytes:
        """One table as CSV with a mark, so that Excel reads it too."""
        table = find_table(self.standard, name)
        assert table is not None
        text = io.StringIO()
        writer = csv.DictWriter(text, [one.name for one in table.fields], restval="")
        writer.writeheader()
        writer.writerows({key: neutralised(value) for key, value in row.items()} for row in self.tables[name])
        return text.getvalue().encode("utf-8-sig")


def returned(school: Organisation, term: Term, now: datetime) -> Returned:
    """The tables of a school for a term, as the records are at ``now``."""
    standard = standard_of(school)
    rows = list(_placements(school, term))
    maker = _Maker(school, term, now)
    tables = maker.higher(rows) if standard == HIGHER else maker.secondary(rows)
    gaps = [] if school.moe_code else [no_code()]
    gaps += [gap for name, made in tables.items() for gap in _lacking(standard, name, made)]
    return Returned(standard, school, term, tables, gaps)


def standard_of(school: Organisation) -> str:
    """The standard by which a school returns."""
    return HIGHER if school.kind == OrganisationKind.COLLEGE else SECONDARY


def no_code() -> str:
    """What a school lacks for every table."""
    return _("本校还没有登记学校标识码，请系统管理员在机构信息里登记。")


def words_of_gap(student: str, label: str) -> str:
    """A field that the standard demands and a student's record lacks."""
    return f"{student}：{_('缺“%(label)s”') % {'label': label}}"


def needed_fields(standard: str, name: str) -> list[StandardField]:
    """The fields of a table that the standard demands, without the school's own code, which is lacking once for all."""
    table = find_table(standard, name)
    assert table is not None
    return [one for one in table.fields if one.field.is_required and one.name != "XXDM"]


def _lacking(standard: str, name: str, rows: Iterable[Row]) -> Iterable[str]:
    needed = needed_fields(standard, name)
    return (words_of_gap(row.get("XSXM", ""), one.label) for row in rows for one in needed if not row.get(one.name))


def placed(school: Organisation, term: Term) -> QuerySet[Placement]:
    """Whom the tables of a school and a term tell of."""
    overlapping = Placement.objects.filter(school=school, starts_on__lte=term.last, ends_on__gte=term.first)
    return overlapping.exclude(state=PlacementState.WITHDRAWN)


def _placements(school: Organisation, term: Term) -> Iterable[Placement]:
    signed = InternshipAgreement.objects.filter(state__in=[AgreementState.SIGNED, AgreementState.ENDED])
    reports = ViolationReport.objects.filter(state__in=PROVEN)
    logs = InternshipLog.objects.filter(begins__range=(term.first, term.last)).order_by("begins")
    return (
        placed(school, term)
        .select_related("intern", "post__site", "post__enterprise", "enterprise", "teacher", "appraisal")
        .prefetch_related(
            "insurances", "post__mentors", "pays", Prefetch("agreements", signed, "signed"), Prefetch("violations", reports, "proven"),
            Prefetch("logs", logs, "told"),
        )
        .order_by("intern__student_number", "pk")
    )  # fmt: skip


class _Maker:
    """Rows of one school, term and hour."""

    def __init__(self, school: Organisation, term: Term, now: datetime) -> None:
        self.school, self.term, self.now = school, term, localtime(now)

    def secondary(self, rows: Sequence[Placement]) -> dict[str, list[Row]]:
        return {
            "ODS_ZZSXJCSJ": [self._secondary_base(row) for row in rows],
            "ODS_ZZSXBGJLSJ": [self._secondary_log(row, log) for row in rows for log in self._logs(row)],
        }

    def higher(self, rows: Sequence[Placement]) -> dict[str, list[Row]]:
        return {
            "ODS_SXJCSJ": [self._higher_base(row) for row in rows],
            "ODS_SXBXGMQKSJ": [self._insurance(row, one) for row in rows for one in row.insurances.all()],
            "ODS_SXWGXWQKSJ": [self._violation(row, one) for row in rows for one in row.proven],  # type: ignore[attr-defined]
            "ODS_SXBGJLSJ": [self._higher_log(row, log) for row in rows for log in self._logs(row)],
        }

    def _common(self, what: str, pk: int) -> Row:
        said = f"{self.school.moe_code}:{self.term.school_year}:{self.term.number}:{what}:{pk}"
        return {
            "ZJSJWYXBS": hashlib.sha256(said.encode()).hexdigest()[:32].upper(), "XXDM": self.school.moe_code,
            "SJCJSJ": f"{self.now:%Y%m%d %H%M%S}",
        }  # fmt: skip

    @staticmethod
    def _logs(row: Placement) -> list[InternshipLog]:
        return list(row.told)  # type: ignore[attr-defined]

    def _where(self, row: Placement) -> str:
        own, site = self.school.division_code, row.post.site.division_code
        return "1" if site[:4] == own[:4] else "2" if site[:2] == own[:2] else "3"

    def _secondary_base(self, row: Placement) -> Row:
        intern, post, firm = row.intern, row.post, row.post.enterprise
        covers = list(row.insurances.all())
        return self._common("base", row.pk) | {
            "XSXH": intern.student_number, "XSXM": intern.name, "ZYMC": intern.programme_name, "ZYDM": intern.programme_code,
            "XN": self.term.school_year, "XQM": str(self.term.number), "SXBJ": intern.class_name,
            "SXXMMC": _project(row), "SXLB": POST_INTERNSHIP, "SXSFKS": _flag(row.state in STARTED),
            "SXSFJS": _flag(row.state in OVER), "SXQYHYLBM": firm.industry_section, "SXKSRQ": _day(row.starts_on),
            "SXJSRQ": _day(row.ends_on), "SXQXM": self._where(row), "SXDWLYM": "3" if post.organiser == Organiser.OWN else "1",
            "SXCSLXM": PLACES.get(firm.ownership, "99"), "SXJDH": row.enterprise.credit_code or f"Q{row.enterprise_id}",
            "SXDWMC": row.enterprise.name, "SXDWDZ": post.site.address, "SXGWMC": post.title, "ZSAPM": _flag(post.has_housing),
            "ZYDKCDM": _match(row), "GMBXZLM": "||".join(sorted({INSURANCES[one.kind] for one in covers})),
            "BXGMFM": next((PAYERS.get(one.payer, "9") for one in covers), ""),
        }  # fmt: skip

    def _secondary_log(self, row: Placement, log: InternshipLog) -> Row:
        return self._common("log", log.pk) | {
            "XSXH": row.intern.student_number, "XSXM": row.intern.name, "XSXMMC": row.enterprise.name[:60], "SXGWMC": row.post.title[:60],
            "XXZDJS": _teacher(row, "name"), "XXBGXQ": _line(log.words), "BGLB": str(LogKind(log.kind).label),
            "BGTJRQ": _day(localtime(log.submitted_at).date()), "JSPYZT": "1" if log.state == LogState.READ else "2",
        }  # fmt: skip

    def _higher_base(self, row: Placement) -> Row:
        intern, post = row.intern, row.post
        mentor = next(iter(post.mentors.all()), None)
        pays = [pay.paid for pay in row.pays.all()]
        return self._common("base", row.pk) | {
            "XH": intern.student_number, "XSXM": intern.name, "ZYH": intern.programme_code[:8], "ZYMC": intern.programme_name,
            "BH": (intern.class_code or intern.class_name)[:10], "BJMC": intern.class_name, "XZM": "3", "XQM": str(self.term.number),
            "SXSFKS": _flag(row.state in STARTED), "SXSFJS": _flag(row.state in OVER),
            "SXQYHYLBM": post.enterprise.industry_section, "SXNR": _line(post.duties), "SFDK": _flag(_match(row) != NO),
            "SXAPM": "2" if post.organiser == Organiser.OWN else "1", "SXXSM": "1",
            "SXSC": str(-(-((row.ends_on - row.starts_on).days + 1) // 7)), "SXCJ": _score(row), "SXKSRQ": _day(row.starts_on),
            "SXJSRQ": _day(row.ends_on), "SXQYMC": row.enterprise.name[:60], "SXDDSZSJGBM": f"{post.site.division_code[:2]}0000",
            "SXDDSZSHJGBM": f"{post.site.division_code[:4]}00", "XNZDJSGH": _teacher(row, "number"), "XNZDJSXM": _teacher(row, "name"),
            "XNZDJSDH": _teacher(row, "phone"), "QYZMZDRYXM": mentor.name if mentor else "", "QYZMZDRYDH": mentor.phone if mentor else "",
            "ZFSXXSSJBC": yuan(sum(pays) // len(pays)) if pays else "", "SFQDSFXY": _flag(bool(row.signed)),  # type: ignore[attr-defined]
            "SFKSSX": _flag(self._where(row) == "3"), "SFFGWSX": NO, "RXNF": str(intern.entered),
        }  # fmt: skip

    def _insurance(self, row: Placement, one: InternshipInsurance) -> Row:
        payer = {"school": self.school.name, "unit": row.enterprise.name}.get(one.payer, str(Payer(one.payer).label))
        return self._common("insurance", one.pk) | {
            "XH": row.intern.student_number, "XSXM": row.intern.name, "BXXZMC": str(one.get_kind_display()), "BDH": one.number,
            "BXFCZFMC": payer, "BXGMRQ": _day(one.bought_on), "BXGMFM": PAYERS.get(one.payer, "9"), "GMBXZLM": INSURANCES[one.kind],
        }  # fmt: skip

    def _violation(self, row: Placement, one: ViolationReport) -> Row:
        return self._common("violation", one.pk) | {
            "XH": row.intern.student_number, "XSXM": row.intern.name, "SXKSRQ": _day(row.starts_on), "SXJSRQ": _day(row.ends_on),
            "SXDDSZSJGBM": f"{row.post.site.division_code[:2]}0000", "SXDDSZSHJGBM": f"{row.post.site.division_code[:4]}00",
            "SXQYMC": row.enterprise.name[:60], "QYWGXWM": NATIONAL_CODES.get(ViolationKind(one.kind), "9"),
        }  # fmt: skip

    def _higher_log(self, row: Placement, log: InternshipLog) -> Row:
        return self._common("log", log.pk) | {
            "XH": row.intern.student_number, "XSXM": row.intern.name, "SXQYMC": row.enterprise.name[:60], "SXGWMC": row.post.title[:60],
            "SXZDJS": _teacher(row, "name"), "SXBGLBM": {"weekly": "1", "monthly": "2", "final": "3"}[log.kind],
            "SXBGNR": _line(log.words), "SXBGTJRQ": _day(localtime(log.submitted_at).date()),
            "JSPYZTM": "1" if log.state == LogState.READ else "2",
        }  # fmt: skip


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _flag(is_so: bool) -> str:
    return YES if is_so else NO


def _line(text: str) -> str:
    return " ".join(text.split())


def _project(row: Placement) -> str:
    return _("%(post)s岗位实习") % {"post": row.post.title}


def _teacher(row: Placement, name: str) -> str:
    teacher = getattr(row, "teacher", None)
    return str(getattr(teacher, name)) if teacher is not None else ""


def _score(row: Placement) -> str:
    appraisal = getattr(row, "appraisal", None)
    return str(appraisal.score) if appraisal is not None else ""


def _match(row: Placement) -> str:
    """ZYDKCDDM: 2 the very programme, 1 of its class, 0 none of both."""
    code, wanted = row.intern.programme_code, row.post.programmes
    return "2" if code in wanted else "1" if code[:4] in {one[:4] for one in wanted} else NO


def schools_with_interns(term: Term) -> list[Organisation]:
    """The schools that have somebody in practice in a term."""
    there = Placement.objects.filter(Q(starts_on__lte=term.last) & Q(ends_on__gte=term.first)).exclude(state=PlacementState.WITHDRAWN)
    return list(Organisation.objects.filter(pk__in=there.values("school")).order_by("order", "pk"))
