"""The life of a public document."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.public import ancestors_of
from baigong.contexts.plans.public import next_number
from baigong.contexts.publications.access import PUBLICATION_POLICY
from baigong.contexts.publications.models import Openness, Publication, PublicationState, Validity
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import StateMachine, Transition, Unmet, fire

step: Any = Transition.of
HEAD = (
    "title", "issuer_id", "openness", "category", "doc_number", "issued_on", "formed_on", "source", "body",
)  # fmt: skip
INDEX_NUMBER = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}/\d{4}-\d{5}")
"""索引号 as the city's site writes it: unified social credit code, year, five digits."""


def content_hash(row: Publication) -> str:
    """What names the content: the head, the text and the files. Examined is what this names, nothing later."""
    parts = {name: str(getattr(row, name) or "") for name in HEAD}
    parts["attachments"] = ",".join(sorted(row.attachments.values_list("sha256", flat=True)))
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def has_content(row: Publication) -> str | None:
    """A document without text or file is not submitted."""
    if row.body.strip() or row.attachments.exists():
        return None
    return Unmet(gettext("请先写正文或上传文件。"), gettext("写正文"), reverse("publications:work-edit", args=[row.pk]), needs="edit")


def can_be_issued(row: Publication) -> str | None:
    """The index number needs a unified social credit code, unless it was given elsewhere."""
    if row.index_number or code_of(row):
        return None
    text = gettext("“%(body)s”及其上级没有登记统一社会信用代码，不能编索引号；请在机构名录里补登，或填写已有的索引号。")
    return Unmet(text % {"body": row.issuer}, gettext("机构名录"), row.issuer.get_absolute_url())


def code_of(row: Publication) -> str:
    """The unified social credit code under which a document is indexed: the body's, else that of the nearest body above with one.

    A city's site indexes what its departments publish there under the government's code where they have no catalogue of their own.
    """
    above = sorted(ancestors_of(row.issuer), key=lambda body: len(body.path), reverse=True)
    return next((body.credit_code for body in (row.issuer, *above) if body.credit_code), "")


def can_be_published(row: Publication) -> str | None:
    """Only what may be published, and was examined as it now is (OGI-03)."""
    if row.openness != Openness.ACTIVE:
        return gettext("公开方式为“%(way)s”，不在门户上公开。") % {"way": row.get_openness_display()}
    latest = row.examinations.first()
    if latest is None:
        words = gettext("还没有公开前审查：请先审查是否涉密、是否损害第三方权益、是否含个人信息。")
    elif not latest.is_clear:
        words = gettext("公开前审查没有通过，不能公开。改正后请重新审查。")
    elif latest.content_hash != content_hash(row):
        words = gettext("审查以后内容有改动，请重新审查。")
    else:
        return None
    return Unmet(words, gettext("公开前审查"), reverse("publications:work-examine", args=[row.pk]), needs="examine")


def index_given(row: Publication, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Give the index number: the body's code, the year, five digits, no gap within them."""
    if not row.index_number:
        code = code_of(row)
        row.index_number = f"{code}/{now.year}-{next_number(f'index:{code}:{now.year}'):05d}"
        if Publication.objects.filter(index_number=row.index_number).exists():
            raise Refusal(
                gettext("索引号%(n)s已被手工填写的文件占用；请与该文件核对后再制发。") % {"n": row.index_number}, code="index_taken"
            )
        row.save(update_fields=["index_number"])


def hour_given(row: Publication, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Stamp the hour of publishing; put back after a withdrawal it keeps the first one. What it replaces is amended by it."""
    row.published_at = row.published_at or now
    row.save(update_fields=["published_at"])


def old_one_amended(row: Publication, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The document that this one replaces is amended from now on."""
    if row.replaces_id and row.replaces is not None and row.replaces.state == PublicationState.PUBLISHED:
        with as_recorded():
            why = gettext("由“%(title)s”替代") % {"title": row}
        fire(row.replaces, "amend", actor=actor, now=now, reason=why)


def expired(row: Publication, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """What was amended is no longer valid as it stands."""
    row.validity = Validity.EXPIRED
    row.save(update_fields=["validity"])


def repealed(row: Publication, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """What was repealed says so."""
    row.validity = Validity.REPEALED
    row.save(update_fields=["validity"])


PUBLICATION = StateMachine(
    policy=PUBLICATION_POLICY,
    states=PublicationState,
    initial=PublicationState.DRAFT,
    final=frozenset({PublicationState.ARCHIVED, PublicationState.DISCARDED}),
    select=("issuer",),
    transitions=[
        step("submit", PublicationState.DRAFT, PublicationState.REVIEW, _("送审"), "submitted", guard=has_content),
        step("return", PublicationState.REVIEW, PublicationState.DRAFT, _("退回修改"), "returned", reason_required=True),
        step("issue", PublicationState.REVIEW, PublicationState.ISSUED, _("制发"), "issued", guard=can_be_issued, prepare=index_given,
             todo=_("待审核制发的公开文件"), explain=_("制发时编索引号。")),
        step("publish", PublicationState.ISSUED, PublicationState.PUBLISHED, pgettext_lazy("步骤", "公开"), "published",
             guard=can_be_published, prepare=hour_given, effect=old_one_amended, todo=_("待公开的文件"), basis="OGI-01"),
        step("withdraw", PublicationState.PUBLISHED, PublicationState.ISSUED, _("撤下"), "withdrawn", reason_required=True, danger=True,
             explain=_("从门户撤下，文件和浏览记录保留；改正后可再次公开。")),
        step("amend", PublicationState.PUBLISHED, PublicationState.AMENDED, _("标为已修改"), "amended", reason_required=True,
             danger=True, reason_label=_("由什么文件修改"), effect=expired, explain=_("标为已修改后，页面仍可查阅，有效性为“失效”。")),
        step("repeal", PublicationState.PUBLISHED, PublicationState.REPEALED, pgettext_lazy("步骤", "废止"), "repealed",
             reason_required=True, danger=True, reason_label=_("废止依据"), effect=repealed,
             explain=_("废止后页面仍可查阅，有效性为“废止”。")),
        step("archive", [PublicationState.ISSUED, PublicationState.AMENDED, PublicationState.REPEALED], PublicationState.ARCHIVED,
             _("归档"), "archived", danger=True, explain=_("归档后不再对公众显示，也不再改动。")),
        step("discard", PublicationState.DRAFT, PublicationState.DISCARDED, _("作废"), "discarded", danger=True,
             explain=_("作废的草稿不占用索引号，只留备查；原记录可以另拟公开。")),
    ],
)  # fmt: skip
