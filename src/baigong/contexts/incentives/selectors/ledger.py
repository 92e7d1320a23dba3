"""Questions about the ledger of investments and surcharges."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.incentives.access import LEDGER_PAPER_POLICY, LEDGER_POLICY, SURCHARGE_POLICY
from baigong.contexts.incentives.models import EntryKind, LedgerEntry, LedgerPaper, Surcharge
from baigong.contexts.incentives.rules import body_named
from baigong.contexts.organisations.public import SCHOOL_KINDS, Organisation
from baigong.kernel.access import Actor

REVERSALS = LedgerEntry.objects.filter(of=OuterRef("pk"), kind=EntryKind.REVERSAL)
SCANS = LedgerPaper.objects.filter(entry=OuterRef("pk"))
RELATED = ("enterprise__organisation", "partner", "of", "entered_by")


def list_entries(actor: Actor) -> QuerySet[LedgerEntry]:
    """The entries in sight; beside each ``is_reversed``, and ``has_scan``: whether its voucher can be looked at."""
    return LEDGER_POLICY.visible(actor).select_related(*RELATED).annotate(is_reversed=Exists(REVERSALS), has_scan=Exists(SCANS))


def unproven_of(enterprise: Enterprise) -> tuple[int, int]:
    """How many investments that stand have no scan of their voucher, and their sum in fen: typed and looked at by nobody."""
    rows = LedgerEntry.objects.filter(~Exists(REVERSALS), ~Exists(SCANS), enterprise=enterprise, kind=EntryKind.INVESTMENT)
    found = rows.aggregate(count=Count("pk"), sum=Sum("amount"))
    return found["count"], found["sum"] or 0


def get_entry(actor: Actor, pk: int) -> LedgerEntry:
    """An entry in sight; 404 otherwise."""
    return LEDGER_POLICY.get_or_404(actor, LedgerEntry.objects.select_related(*RELATED), pk=pk)


def entries_after(row: LedgerEntry) -> list[LedgerEntry]:
    """What was written about an entry later: withdrawals, a reversal."""
    return list(row.after.select_related(*RELATED).order_by("pk"))


def papers_of(actor: Actor, row: LedgerEntry) -> list[LedgerPaper]:
    """Its scans that the actor may see."""
    return list(LEDGER_PAPER_POLICY.visible(actor).filter(entry=row).select_related("added_by"))


def partners_on(day: date) -> list[Organisation]:
    """Schools that may be partners."""
    rows = Organisation.objects.filter(kind__in=SCHOOL_KINDS).order_by("order", "pk")
    return [body for body in rows if body.exists_on(day)]


def surcharges_of(actor: Actor, enterprise: Enterprise) -> list[Surcharge]:
    """Everything that was entered for an enterprise, the latest first."""
    rows = SURCHARGE_POLICY.visible(actor).filter(enterprise=enterprise)
    return list(rows.select_related("body", "entered_by"))


def says_for(actor: Actor, enterprise: Enterprise, day: date) -> Organisation | None:
    """As which body the actor may enter surcharges: the tax office's officer as that, else the enterprise's people as the enterprise."""
    office = body_named("INC-TAX-OFFICE", day)
    bodies = [body for body in (office, enterprise.organisation) if body is not None]
    own = [body for body in bodies if body.pk in set(actor.organisation_ids)]
    for body in [*own, enterprise.organisation]:
        if SURCHARGE_POLICY.decide(actor, "enter", Surcharge(enterprise=enterprise, body=body)):
            return body
    return None
