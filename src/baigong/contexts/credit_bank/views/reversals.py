"""Postings as the office sees them, and reversing one: what follows is shown before anybody confirms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse as url_of
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.credit_bank.access_of_office import POSTING_POLICY
from baigong.contexts.credit_bank.forms.appeals import ReversalForm
from baigong.contexts.credit_bank.ledger.outcomes import code_of
from baigong.contexts.credit_bank.ledger.standing import named_by
from baigong.contexts.credit_bank.models import Posting, PostingKind, shown
from baigong.contexts.credit_bank.selectors.postings import occurred_since, of_kind
from baigong.contexts.credit_bank.selectors.reconciling import names_of_accounts
from baigong.contexts.credit_bank.selectors.statements import accounts_of
from baigong.contexts.credit_bank.services.reversals import reverse_posting
from baigong.contexts.credit_bank.workflow.undoing import account_words, reversal_of, what_follows
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing
from baigong.kernel.ui.listing.filters import Reading

POSTING_TONES = {
    PostingKind.DEPOSIT: "good", PostingKind.USE: "info", PostingKind.TRANSFER: "neutral", PostingKind.REVERSE: "bad",
    PostingKind.EXPIRE: "warn",
}  # fmt: skip


def _found(rows: QuerySet[Posting], text: str) -> QuerySet[Posting]:
    """By what an index finds: the posting's number, an account number, an outcome; else by the decision."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 18:
        if own := accounts_of(text):
            return rows.filter(Q(debit__in=own) | Q(credit__in=own))
        return rows.filter(Q(pk=int(text)) | named_by(code_of(int(text))))
    return rows.filter(Q(decision__icontains=text) | Q(rule=text))


def _name_accounts(rows: Sequence[Any]) -> None:
    """What the sources and targets of these postings are called, asked for together."""
    names = names_of_accounts({account.code for row in rows for account in (row.debit, row.credit)})
    for row in rows:
        row.names = names


class OccurredFilter(DateFilter):
    """From one day to another, by what the ledger's spans tell of the first."""

    def read(self, request: Request, reading: Reading) -> None:
        """The days, and from where on they are looked for."""
        super().read(request, reading)
        start = reading.views[-1].start
        if start:
            reading.where &= occurred_since(date.fromisoformat(start))


POSTINGS = Listing(
    name="postings",
    caption=gettext_lazy("记账"),
    columns=[
        Column("pk", gettext_lazy("编号"), value=lambda row: str(row.pk), main=True, width="narrow"),
        Column("occurred_on", gettext_lazy("日期"), kind="date"),
        Column("kind", gettext_lazy("事项"), kind="badge", labels=PostingKind, tones=POSTING_TONES),
        Column("debit", gettext_lazy("付出账户"), value=lambda row: account_words(row.debit, row.names), priority=2),
        Column("credit", gettext_lazy("收入账户"), value=lambda row: account_words(row.credit, row.names), priority=2),
        Column("amount", gettext_lazy("学分"), value=lambda row: shown(row.amount)),
        Column("decision", gettext_lazy("决定和规则"), sub="rule", priority=3),
        Column("outcome", gettext_lazy("学习成果"), only_export=True),
        Column("purpose", gettext_lazy("用途"), only_export=True),
        Column("reason", gettext_lazy("理由"), only_export=True),
    ],
    filters=[
        ChoiceFilter("kind", gettext_lazy("事项"), choices=PostingKind, where=lambda _request, kind: of_kind(kind)),
        OccurredFilter("occurred_on", gettext_lazy("日期")),
    ],
    search=_found,
    search_hint=gettext_lazy("记账编号、学分账号或文号"),
    keyset="-pk",
    beside=_name_accounts,
    row_link="credit_bank:posting",
    empty=EmptyState(gettext_lazy("账上还没有记录"), gettext_lazy("学习成果认定以后，记在这里。"), "notes"),
)


@requires(POSTING_POLICY, "view")
@require_GET
def posting_list(request: Request) -> HttpResponse:
    """Every posting, the latest first."""
    rows = POSTING_POLICY.visible(request.actor).select_related("debit__learner", "credit__learner")
    return POSTINGS.respond(request, rows, "credit_bank/posting_list.html", on_export="credit_bank.posting.exported")


@requires(POSTING_POLICY, "view")
@require_http_methods(["GET", "POST"])
def posting(request: Request, pk: int) -> HttpResponse:
    """One posting: what it rests on, what became of it, and what would follow if it were reversed; then the reversal itself."""
    row = POSTING_POLICY.get_or_404(request.actor, Posting.objects.select_related("debit__learner", "credit__learner", "reverses"), pk=pk)
    if request.method == "POST":
        POSTING_POLICY.require(request.actor, "reverse", row)
    undone_by, names = reversal_of(row), names_of_accounts([row.debit.code, row.credit.code])
    is_open = undone_by is None and row.kind != PostingKind.REVERSE
    form = ReversalForm(request.POST or None)
    return form_page(
        request, form, "credit_bank/posting.html",
        lambda data: reverse_posting(actor=request.actor, now=request.now, posting=row, **data),
        done=_("已冲正，有关人员已得到通知。"), to=lambda made: url_of("credit_bank:posting", args=[made.pk]),
        context={
            "row": row, "undone_by": undone_by, "is_open": is_open, "follows": what_follows(row) if is_open else None,
            "debit": account_words(row.debit, names), "credit": account_words(row.credit, names),
            "amount": shown(row.amount), "tones": POSTING_TONES, "learner": row.credit.learner or row.debit.learner,
        },
    )  # fmt: skip
