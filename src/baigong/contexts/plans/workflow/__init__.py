"""State machines of the context, one file a subject."""

from baigong.contexts.plans.workflow.circulars import CIRCULAR
from baigong.contexts.plans.workflow.documents import DOCUMENT
from baigong.contexts.plans.workflow.filings import FILING
from baigong.contexts.plans.workflow.meetings import MEETING
from baigong.contexts.plans.workflow.plan import PLAN
from baigong.contexts.plans.workflow.reporting import CYCLE, REPORT
from baigong.contexts.plans.workflow.requests import REQUEST
from baigong.contexts.plans.workflow.tasks import TASK

__all__ = ["CIRCULAR", "CYCLE", "DOCUMENT", "FILING", "MEETING", "PLAN", "REPORT", "REQUEST", "TASK"]
