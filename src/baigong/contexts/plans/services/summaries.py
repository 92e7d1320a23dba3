"""The public summary of an accepted report: the only words of a report that the public reads."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.plans.access import REPORT_POLICY
from baigong.contexts.plans.models import Report, ReportState
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal

LONGEST = 300


@transaction.atomic
def publish_summary(*, actor: Actor, now: datetime, report: Report, summary: str) -> Report:
    """Make a summary public on the portal, or with an empty one take it off again; the report itself stays as accepted."""
    REPORT_POLICY.require(actor, "publish", report)
    row = Report.objects.select_for_update(no_key=True, of=("self",)).get(pk=report.pk)
    if row.state != ReportState.ACCEPTED:
        raise Refusal(_("只有已采用的报告才能公开摘要。"), code="not_accepted")
    summary = " ".join(summary.split())
    if len(summary) > LONGEST:
        raise Refusal(_("公开摘要不超过%(n)d字。") % {"n": LONGEST}, code="too_long", fields={"summary": _("太长")})
    row.public_summary, row.published_at = summary, (now if summary else None)
    row.save(update_fields=["public_summary", "published_at"])
    event = "plans.report.summary_published" if summary else "plans.report.summary_withdrawn"
    audit.record(actor, event, row, now=now, detail={"summary": summary})
    return row
