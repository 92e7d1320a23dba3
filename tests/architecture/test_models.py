"""Every model is known to access, privacy and people."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command

from baigong.kernel.access import Actor, Holding, all_policies, all_roles
from baigong.kernel.audit import guards
from baigong.kernel.privacy import personal_fields

OUR_MODELS = [model for config in apps.get_app_configs() if config.name.startswith("baigong.") for model in config.get_models()]

# Models nobody reaches by themselves: label → why. An entry that is no longer needed fails.
WITHOUT_POLICY: dict[str, str] = {
    "credit_bank.programmecourse": "part of a programme, shown and changed with it",
    "credit_bank.ruleneed": "part of a conversion rule, shown and changed with it",
    "credit_bank.trialchange": "part of a trial, shown and taken away with it",
    "credit_bank.conversionline": "part of a conversion, shown with it; lists go through selectors.conversion.standing_exemptions",
    "credit_bank.certificatelevel": "part of a certificate, shown and changed with it",
    "credit_bank.certificatelink": "part of a certificate, shown and changed with it",
    "credit_bank.standardversion": "part of a certificate, shown and changed with it",
    "credit_bank.standardmodule": "part of a certificate, shown and changed with it",
    "credit_bank.standardparty": "part of a local standard, shown and changed with it",
    "credit_bank.standardopinion": "part of a local standard, shown to those who work on it",
    "credit_bank.mappingline": "part of a mapping, shown and changed with it",
    "credit_bank.siteapproval": "part of a site, shown and entered with it",
    "credit_bank.trainee": "part of a class, shown to those who fill it and changed with it",
    "credit_bank.assessmentbatch": "what was brought together; its rows are entries and certificates, which have their own",
    "internships.postmentor": "part of a post, shown and changed with it",
    "internships.postfiling": "part of a post, shown and entered with it",
    "internships.cohortstage": "part of a cohort, shown and changed with it",
    "internships.roundpost": "part of a round, shown and changed with it",
    "enterprises.alliancemember": "part of an alliance, shown and changed with it",
    "enterprises.alliancerecord": "part of an alliance, shown and changed with it",
    "enterprises.staffbypost": "part of a head-count, shown and changed with it",
    "incentives.voucher": "says behind which entry a voucher stands; the service that enters alone reads it",
    "indicators.snapshot": "shown to everybody who signs in; taking and verifying belong to the working team, by the route",
    "indicators.indicatorvalue": "shown to everybody who signs in; small cells and records by delivery.console",
    "plans.numberseries": "a counter; nobody sees it, the numbers it gives stand on their records",
    "audit.auditblock": "seals; read by the verify command only",
    "audit.auditevent": "read through audit.events_of and one's own access log, never by row",
    "jobs.worker": "heartbeats of processes; no page shows a row",
    "notices.preference": "one's own settings, reached by one's account only",
    "organisations.organisationname": "part of an organisation, shown and changed with it",
    "organisations.organisationalias": "part of an organisation, shown and changed with it",
    "organisations.succession": "part of an organisation, shown and changed with it",
    "organisations.person": "reached through the posts a person holds",
    "organisations.postholding": "part of a post, shown and changed with it",
    "organisations.seat": "part of a leading body, shown and changed with it",
    "plans.draftitem": "part of a plan document",
    "plans.clause": "part of a plan document",
    "plans.milestone": "part of a task",
    "plans.filingcheck": "part of a filing",
    "plans.agendaitem": "part of a meeting",
    "plans.attendance": "part of a meeting",
    "plans.decision": "part of a meeting",
    "plans.targetpart": "part of a target",
    "plans.interimvalue": "part of a target",
    "plans.targetreading": "part of a target",
    "plans.cycleexception": "part of a reporting cycle",
    "plans.reportedvalue": "part of a report",
    "plans.reportedmilestone": "part of a report",
    "plans.supportrequestnote": "part of a request",
    "registers.returntoken": "the interface alone reads it, by its digest",
    "registers.returnnonce": "the interface alone reads it, by its digest",
    "credit_bank.statusvolume": "gives out places; the service that issues alone reads it",
    "credit_bank.verificationcount": "counts callers by a digest; the service that verifies alone reads it",
    "counts.keptcount": "counted for one scope; the toolkit reads it only for who sees what that scope sees",
    "credit_bank.statuslist": "published to everybody, as it was signed",
    "registers.refusedlogin": "the interface alone counts it, by its address",
    "schools.projectreport": "part of a project",
    "plans.rulesetting": "settings of a plan, changed with it",
    "credit_bank.creditaccount": "seen by its learner's statement; written by the ledger only",
    "credit_bank.ledgerblock": "seals; read by the verify command only",
    "credit_bank.ledgerepoch": "spans between seals; the ledger alone reads them",
    "credit_bank.ledgerkey": "keys of seals; the ledger and its command alone read them",
}


def label(model) -> str:
    return f"{model._meta.app_label}.{model._meta.model_name}"


@pytest.mark.parametrize("model", OUR_MODELS, ids=label)
def test_it_says_which_of_its_fields_are_personal(model):
    notes = personal_fields(model)
    names = {field.name for field in model._meta.get_fields()}
    assert set(notes) <= names, f"annotates fields it does not have: {set(notes) - names}"
    for name, note in notes.items():
        assert all((note.purpose, note.retention, note.disclosure)), name


@pytest.mark.parametrize("model", OUR_MODELS, ids=label)
def test_it_has_a_name_for_people(model):
    for words in (model._meta.verbose_name, model._meta.verbose_name_plural):
        assert str(words) != model._meta.model_name.replace("_", " "), "give Meta.verbose_name and verbose_name_plural"
    plain = [f.name for f in model._meta.local_fields if not f.primary_key and str(f.verbose_name) == f.name.replace("_", " ")]
    assert not plain, f"fields without a name for people: {plain}"


def test_every_model_has_a_policy_or_a_reason_not_to():
    have = set(all_policies())
    lacking = [label(m) for m in OUR_MODELS if label(m) not in have and label(m) not in WITHOUT_POLICY]
    assert not lacking, "declare a Policy in the context's access.py, or exempt the model here with the reason"
    assert not [name for name in WITHOUT_POLICY if name in have], "an exemption is no longer needed"
    assert not [name for name in WITHOUT_POLICY if name not in {label(m) for m in OUR_MODELS}], "an exemption names no model"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(all_policies()))
def test_every_path_of_its_policy_leads_somewhere(name):
    policy = all_policies()[name]
    for role in all_roles().values():
        actor = Actor(1, "某某", (Holding(role, 1, "1."),))
        for action in policy.actions:
            assert isinstance(policy.visible(actor, action).count(), int)


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_the_audit_guard_survives_all_migrations():
    """Asserted once a run, right after the migrations of the test database: see ``django_db_setup`` in tests/conftest.py."""
    assert guards.NAMES
