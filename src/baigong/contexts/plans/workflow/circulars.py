"""The life of a circular."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.access import CIRCULAR_POLICY
from baigong.contexts.plans.models import Circular, CircularState, CycleState, next_number
from baigong.contexts.plans.workflow.circular_paper import circular_document
from baigong.kernel import audit, documents
from baigong.kernel.access import Actor
from baigong.kernel.files import keep
from baigong.kernel.workflow import StateMachine, Transition, Unmet

step: Any = Transition.of


def circular_is_whole(circular: Circular) -> str | None:
    """What a circular must have before it is issued; nobody is named as silent while there is still time to report."""
    cycle = circular.cycle
    if cycle.state != CycleState.LOCKED and circular.as_of <= cycle.closes_on:
        words = gettext("%(cycle)s于%(closes)s截止，数据截至%(on)s；请在截止或锁定之后更新数据，再印发。")
        return words % {"cycle": cycle, "closes": cycle.closes_on, "on": circular.as_of}
    if not circular.agency:
        words = gettext("请先填写机关代字，再印发。")
    elif problem := documents.agency_problem(circular.agency):
        words = problem
    elif not circular.requirements.strip():
        words = gettext("请先写明下一步要求，再印发。")
    else:
        return None
    return Unmet(words, gettext("改写文字"), reverse("plans:circular-write", args=[circular.pk]), needs="edit")


def circular_made(circular: Circular, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Take the number and make both papers, in the transaction that issues: a number without a paper cannot be, nor a gap."""
    circular.year, circular.issued_by_id, circular.issued_on = now.year, actor.user_id, now.date()
    circular.serial = next_number(f"circular:{circular.agency}:{now.year}")
    with translation.override(settings.LANGUAGE_CODE):
        document = circular_document(circular, is_draft=False)
        circular.content_hash = documents.content_hash(document)
        pdf, docx = documents.render(document, "pdf"), documents.render(document, "docx")
    stem = f"{circular.pk}-{circular.content_hash[:16]}"
    circular.pdf_sha256 = keep(circular.pdf, f"{stem}.pdf", pdf.content)
    circular.docx_sha256 = keep(circular.docx, f"{stem}.docx", docx.content)
    circular.save()
    detail = {"number": circular.doc_number, "content_hash": circular.content_hash, "pdf": circular.pdf_sha256}
    audit.record(actor, "plans.circular.numbered", circular, now=now, detail=detail)


CIRCULAR = StateMachine(
    policy=CIRCULAR_POLICY,
    states=CircularState,
    initial=CircularState.DRAFT,
    transitions=[
        step("issue", CircularState.DRAFT, CircularState.ISSUED, _("印发"), "issued", guard=circular_is_whole, prepare=circular_made,
             todo=_("待印发的通报"), danger=True, explain=_("印发时编号并生成 Word 和 PDF，此后不能再改；有误只能另发通报更正。")),
        step("discard", CircularState.DRAFT, CircularState.DISCARDED, _("作废"), "discarded", danger=True,
             explain=_("作废的草稿不占用文号，只留专班备查。")),
    ],
)  # fmt: skip
