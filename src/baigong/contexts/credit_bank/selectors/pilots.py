"""Questions about the pilot: who takes part, what is granted and taken up, which classes, sessions and entries an actor works with."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from baigong.contexts.accounts.public import CREDIT_OFFICER, SCHOOL_OFFICER
from baigong.contexts.credit_bank.access_of_pilots import (
    CLASS_POLICY,
    ENTRY_POLICY,
    ISSUED_POLICY,
    PILOT_SCHOOL_POLICY,
    QUOTA_POLICY,
    SESSION_POLICY,
    SITE_POLICY,
)
from baigong.contexts.credit_bank.models import (
    AssessmentEntry,
    AssessmentSession,
    AssessmentSite,
    CertificateClass,
    ClassState,
    EntryState,
    IssuedCertificate,
    Learner,
    PilotQuota,
    PilotSchool,
    QuotaState,
    SessionState,
    SiteApproval,
    Trainee,
)
from baigong.contexts.organisations.public import SCHOOL_KINDS, Organisation, existing_on
from baigong.kernel.access import Actor

STANDING = ~Q(entries__state=EntryState.CANCELLED)


def list_pilot_schools(actor: Actor) -> QuerySet[PilotSchool]:
    """The schools of the pilot."""
    return PILOT_SCHOOL_POLICY.visible(actor).select_related("school")


def get_pilot_school(actor: Actor, pk: int) -> PilotSchool:
    """One of them."""
    return PILOT_SCHOOL_POLICY.get_or_404(actor, PilotSchool.objects.select_related("school"), pk=pk)


def schools_outside(on: date) -> list[Organisation]:
    """Schools that could join."""
    inside = PilotSchool.objects.filter(until=None).values("school")
    schools = Organisation.objects.filter(kind__in=SCHOOL_KINDS).exclude(pk__in=inside)
    return [school for school in schools.order_by("order", "pk") if school.exists_on(on)]


def pilot_schools_of(actor: Actor, on: date) -> list[Organisation]:
    """The schools of the pilot on a day for which an actor acts: the office for all, a school for itself."""
    ongoing = PilotSchool.objects.filter(Q(until=None) | Q(until__gte=on), since__lte=on)
    schools = Organisation.objects.filter(pk__in=ongoing.values("school"))
    if not actor.has(CREDIT_OFFICER):
        schools = schools.filter(pk__in=[h.organisation_id for h in actor.at(SCHOOL_OFFICER)])
    return list(schools.order_by("order", "pk"))


def schools_to_register(actor: Actor) -> list[Organisation]:
    """The schools, in the pilot now or before, whose certificates an actor enters: what was passed before it ended is carried through."""
    schools = Organisation.objects.filter(pk__in=PilotSchool.objects.values("school")).order_by("order", "pk")
    return [school for school in schools if ISSUED_POLICY.decide(actor, "register", IssuedCertificate(registrar=school))]


def schools_to_report(actor: Actor) -> list[Organisation]:
    """The schools of the pilot, present and past, whose report an actor may take."""
    schools = PILOT_SCHOOL_POLICY.visible(actor, "report").values("school")
    return list(Organisation.objects.filter(pk__in=schools).order_by("order", "pk"))


def list_quotas(actor: Actor) -> QuerySet[PilotQuota]:
    """Quotas an actor works with, with what is taken up."""
    return _quotas(QUOTA_POLICY.visible(actor, "work"))


def _quotas(rows: QuerySet[PilotQuota]) -> QuerySet[PilotQuota]:
    taken = Count("entries", filter=STANDING, distinct=True)
    return rows.select_related("school", "level__certificate__body").annotate(taken=taken, left=F("approved") - taken)


def get_quota(actor: Actor, pk: int) -> PilotQuota:
    """A quota in sight; 404 otherwise."""
    return QUOTA_POLICY.get_or_404(actor, _quotas(PilotQuota.objects.all()), pk=pk)


def quotas_for_classes(actor: Actor) -> list[PilotQuota]:
    """Granted quotas under which an actor opens classes."""
    rows = _quotas(QUOTA_POLICY.visible(actor, "apply")).filter(state=QuotaState.APPROVED)
    return list(rows.order_by("-year", "school__order", "pk"))


def quotas_for(session: AssessmentSession, actor: Actor) -> list[PilotQuota]:
    """Granted quotas with room under which an actor may enter learners for a session."""
    rows = _quotas(QUOTA_POLICY.visible(actor, "apply"))
    return list(_fitting(rows, session))


def quotas_of_home(session: AssessmentSession, learner: Learner) -> list[PilotQuota]:
    """The same for a learner who enters by himself: those of his school."""
    return list(_fitting(_quotas(PilotQuota.objects.filter(school=learner.home_id or 0)), session))


def _fitting(rows: Any, session: AssessmentSession) -> QuerySet[PilotQuota]:
    fitting: QuerySet[PilotQuota] = rows.filter(state=QuotaState.APPROVED, level=session.level_id, year=session.held_on.year, left__gt=0)
    return fitting.order_by("school__order", "programme_code")


def list_sites(actor: Actor) -> QuerySet[AssessmentSite]:
    """The sites."""
    return SITE_POLICY.visible(actor).select_related("organisation").annotate(levels=Count("approvals__level", distinct=True))


def get_site(actor: Actor, pk: int) -> AssessmentSite:
    """A site; 404 where there is none."""
    return SITE_POLICY.get_or_404(actor, AssessmentSite.objects.select_related("organisation"), pk=pk)


def approvals_of(site: AssessmentSite) -> list[SiteApproval]:
    """What a site was approved for, latest first."""
    return list(site.approvals.select_related("level__certificate__body").order_by("-until", "level"))


def sites_for(actor: Actor, on: date) -> list[AssessmentSite]:
    """The sites at which an actor opens sessions."""
    rows = SITE_POLICY.visible(actor, "host").select_related("organisation").order_by("organisation__order", "name")
    return [row for row in rows if row.is_open_on(on)]


def bodies_for_sites(on: date) -> QuerySet[Organisation]:
    """Bodies that may run a site: whoever is in the directory."""
    return Organisation.objects.filter(existing_on(on)).order_by("order", "pk")


def list_classes(actor: Actor) -> QuerySet[CertificateClass]:
    """Classes an actor works with, with how many are in them."""
    rows = CLASS_POLICY.visible(actor, "work").select_related("quota__school", "quota__level__certificate")
    return rows.annotate(size=Count("trainees", distinct=True))


def get_class(actor: Actor, pk: int) -> CertificateClass:
    """A class in sight; 404 otherwise."""
    rows = CertificateClass.objects.select_related("quota__school", "quota__level__certificate__body")
    return CLASS_POLICY.get_or_404(actor, rows, pk=pk)


def trainees_of(row: CertificateClass) -> list[Trainee]:
    """Who is in a class, by account."""
    return list(row.trainees.select_related("learner").order_by("learner__number"))


def get_trainee(row: CertificateClass, pk: int) -> Trainee | None:
    """One of them."""
    return row.trainees.select_related("learner", "certificate_class").filter(pk=pk).first()


def classes_for(session: AssessmentSession, actor: Actor) -> list[CertificateClass]:
    """Classes for a session's level whose members an actor may enter together."""
    rows = CLASS_POLICY.visible(actor, "enrol").filter(quota__level=session.level_id, quota__year=session.held_on.year)
    return list(rows.exclude(state=ClassState.CANCELLED).select_related("quota__school").order_by("-starts_on", "pk"))


def list_sessions(actor: Actor) -> QuerySet[AssessmentSession]:
    """The sessions, with how many are entered."""
    rows = SESSION_POLICY.visible(actor).select_related("site__organisation", "level__certificate")
    return rows.annotate(entered=Count("entries", filter=STANDING, distinct=True))


def get_session(actor: Actor, pk: int) -> AssessmentSession:
    """A session; 404 where there is none."""
    rows = AssessmentSession.objects.select_related("site__organisation", "level__certificate__body", "level__outcome_type")
    return SESSION_POLICY.get_or_404(actor, rows.annotate(entered=Count("entries", filter=STANDING, distinct=True)), pk=pk)


def open_sessions_for(learner: Learner, on: date) -> list[AssessmentSession]:
    """Sessions for which a learner's school has places left, and one can still enter on a day. Two queries."""
    counted: Any = _quotas(PilotQuota.objects.filter(school=learner.home_id or 0))
    places = set(counted.filter(state=QuotaState.APPROVED, left__gt=0).values_list("level", "year"))
    rows = AssessmentSession.objects.filter(state=SessionState.OPEN, registers_until__gte=on, level__in=[level for level, _year in places])
    sessions = rows.select_related("site", "level__certificate").order_by("held_on", "pk")
    return [session for session in sessions if (session.level_id, session.held_on.year) in places]


def _entries(rows: QuerySet[AssessmentEntry]) -> QuerySet[AssessmentEntry]:
    rows = rows.select_related("learner", "level__certificate", "session__site__organisation", "quota__school", "guardian")
    return rows.prefetch_related("certificates")


def list_entries(actor: Actor) -> QuerySet[AssessmentEntry]:
    """Entries an actor works with."""
    return _entries(ENTRY_POLICY.visible(actor, "work"))


def get_entry(actor: Actor, pk: int) -> AssessmentEntry:
    """An entry in sight; 404 otherwise."""
    return ENTRY_POLICY.get_or_404(actor, _entries(AssessmentEntry.objects.all()), pk=pk)


def list_certificates(actor: Actor) -> QuerySet[IssuedCertificate]:
    """The register as an actor works with it."""
    rows = ISSUED_POLICY.visible(actor, "work")
    return rows.select_related("learner", "level__certificate", "body", "registrar", "outcome")


def get_certificate(actor: Actor, pk: int) -> IssuedCertificate:
    """A certificate in sight; 404 otherwise."""
    rows = IssuedCertificate.objects.select_related(
        "learner", "level__certificate", "body", "registrar", "outcome__type", "entry__session__site", "entry__quota"
    )
    return ISSUED_POLICY.get_or_404(actor, rows, pk=pk)


def own_classes(learner: Learner) -> list[Trainee]:
    """The classes of one person, latest first."""
    rows = Trainee.objects.filter(learner__in=learner.one_person()).exclude(certificate_class__state=ClassState.CANCELLED)
    return list(rows.select_related("certificate_class__quota__level__certificate").order_by("-certificate_class__starts_on", "-pk"))


def own_entries(learner: Learner) -> list[AssessmentEntry]:
    """The entries of one person, latest first."""
    return list(_entries(AssessmentEntry.objects.filter(learner__in=learner.one_person())).order_by("-session__held_on", "-pk"))
