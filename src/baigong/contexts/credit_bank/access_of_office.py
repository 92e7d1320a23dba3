"""Who appeals and who answers, who sees and reverses postings, who reconciles: the office's own papers."""

from __future__ import annotations

from baigong.contexts.credit_bank.access import COUNTY, DESKS, OFFICE
from baigong.contexts.credit_bank.models import Appeal, AppealPaper, Posting, Reconciliation
from baigong.kernel.access import Allow, Policy

APPEAL_POLICY = Policy(
    Appeal,
    [
        Allow.of("view lodge attach withdraw", mine="learner__user"),
        Allow.of("view work", DESKS | COUNTY, via="body"),
        Allow.of("view work lodge attach withdraw_for", DESKS | COUNTY, via="home"),
        Allow.of("view work lodge attach withdraw_for accept decline take take_over uphold change", OFFICE),
    ],
    relations={"body": "body", "home": "learner__home"},
)

APPEAL_PAPER_POLICY = Policy(
    AppealPaper,
    [
        Allow.of("view detach", mine="appeal__learner__user"),
        Allow.of("view", DESKS | COUNTY, via="body"),
        Allow.of("view detach", DESKS | COUNTY, via="home"),
        Allow.of("view", OFFICE),
    ],
    relations={"body": "appeal__body", "home": "appeal__learner__home"},
)

POSTING_POLICY = Policy(Posting, [Allow.of("view reverse", OFFICE)])

RECONCILIATION_POLICY = Policy(Reconciliation, [Allow.of("view request counted sign drop", OFFICE)])
