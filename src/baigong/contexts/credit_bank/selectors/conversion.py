"""Questions about rules, programmes and conversions: who sees which, what may be applied to, which exemptions stand."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from baigong.contexts.accounts.public import CREDIT_OFFICER, LIAISON, SCHOOL_OFFICER
from baigong.contexts.credit_bank.access import CONVERSION_POLICY, CREDIT_SETTINGS_POLICY, PROGRAMME_POLICY, RULE_POLICY
from baigong.contexts.credit_bank.models import (
    Conversion,
    ConversionLine,
    ConversionRule,
    ConversionState,
    CreditProgramme,
    Learner,
    Outcome,
    OutcomeState,
    OutcomeType,
    OutcomeTypeState,
    SchoolCreditSettings,
)
from baigong.contexts.credit_bank.selectors.people import SCHOOLS
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.access import ANONYMOUS, Actor


def schools_of(actor: Actor, on: date) -> list[Organisation]:
    """The schools for which an actor writes rules: the office for all, others for their own."""
    schools = Organisation.objects.filter(kind__in=SCHOOLS)
    if not actor.has(CREDIT_OFFICER):
        schools = schools.filter(pk__in=[h.organisation_id for role in (SCHOOL_OFFICER, LIAISON) for h in actor.at(role)])
    return [school for school in schools.order_by("order", "pk") if school.exists_on(on)]


def list_programmes(actor: Actor) -> QuerySet[CreditProgramme]:
    """Programmes an actor works with."""
    return PROGRAMME_POLICY.visible(actor, "work").select_related("school")


def get_programme(actor: Actor, pk: int) -> CreditProgramme:
    """A programme in sight; 404 otherwise."""
    return PROGRAMME_POLICY.get_or_404(actor, CreditProgramme.objects.select_related("school"), pk=pk)


def programmes_of(school: Organisation) -> list[CreditProgramme]:
    """All programmes of a school."""
    return list(CreditProgramme.objects.filter(school=school))


def open_programmes() -> list[CreditProgramme]:
    """What may be applied to."""
    return list(CreditProgramme.objects.filter(is_open=True).select_related("school"))


def list_settings(actor: Actor) -> QuerySet[SchoolCreditSettings]:
    """Settings an actor works with."""
    return CREDIT_SETTINGS_POLICY.visible(actor, "work").select_related("school")


def list_rules(actor: Actor) -> QuerySet[ConversionRule]:
    """Versions of rules an actor works with."""
    return RULE_POLICY.visible(actor, "work").select_related("school").prefetch_related("needs__outcome_type")


def list_public_rules() -> QuerySet[ConversionRule]:
    """Adopted rules, as everybody may read them."""
    return RULE_POLICY.visible(ANONYMOUS).select_related("school").prefetch_related("needs__outcome_type")


def get_rule(actor: Actor, pk: int) -> ConversionRule:
    """A version in sight; 404 otherwise."""
    return RULE_POLICY.get_or_404(actor, ConversionRule.objects.select_related("school", "created_by"), pk=pk)


def versions_of(actor: Actor, row: ConversionRule) -> list[ConversionRule]:
    """All versions of a rule in sight, the newest first."""
    return list(RULE_POLICY.visible(actor).filter(school=row.school_id, code=row.code).order_by("-version"))


def types_for_rules() -> QuerySet[OutcomeType]:
    """The entries of the catalogue that a rule may ask for."""
    return OutcomeType.objects.exclude(state=OutcomeTypeState.DRAFT).order_by("kind", "code")


def list_conversions(actor: Actor) -> QuerySet[Conversion]:
    """Applications an actor works with."""
    return CONVERSION_POLICY.visible(actor, "work").select_related("learner", "programme__school")


def get_conversion(actor: Actor, pk: int) -> Conversion:
    """An application in sight; 404 otherwise."""
    return CONVERSION_POLICY.get_or_404(actor, Conversion.objects.select_related("learner__home", "programme__school"), pk=pk)


def conversions_of(learner: Learner) -> list[Conversion]:
    """The applications of one person, latest first."""
    return list(Conversion.objects.filter(learner__in=learner.one_person()).select_related("programme__school", "learner"))


def standing_exemptions(actor: Actor) -> QuerySet[ConversionLine]:
    """Courses that learners are exempted from now, in the actor's sight: granted, not reversed or replaced, every outcome standing."""
    conversions = CONVERSION_POLICY.visible(actor, "work").filter(state=ConversionState.APPROVED)
    revoked = ConversionLine.objects.filter(outcomes__in=Outcome.objects.filter(state=OutcomeState.REVOKED)).values("pk")
    lines = ConversionLine.objects.filter(conversion__in=conversions, course__isnull=False, replaced_by=None).exclude(pk__in=revoked)
    return lines.select_related("conversion__learner", "conversion__programme__school", "course", "rule").order_by("pk")
