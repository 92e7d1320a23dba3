"""What upper contexts and delivery may use of plans."""

from __future__ import annotations

from baigong.contexts.plans.access import PLAN_POLICY, REPORT_POLICY, TARGET_POLICY, TASK_POLICY
from baigong.contexts.plans.events import ReportAccepted, TaskMoved
from baigong.contexts.plans.lights.light import COLOUR_LABELS, RULE_LABELS, Colour, Light
from baigong.contexts.plans.models import (
    AgendaItem,
    Filing,
    LightRecord,
    Measure,
    Meeting,
    Plan,
    PlanDocument,
    Report,
    ReportingCycle,
    Responsibility,
    Target,
    TargetReading,
    Task,
    next_number,
)
from baigong.contexts.plans.selectors.charts import target_chart, years_chart
from baigong.contexts.plans.selectors.filings import list_filers
from baigong.contexts.plans.selectors.forecast import Forecast, target_forecast
from baigong.contexts.plans.selectors.ledger import (
    TargetRow,
    duty_text,
    find_current_plan,
    get_plan,
    list_measures,
    list_target_rows,
    list_tasks,
    target_row,
)
from baigong.contexts.plans.selectors.lights import PlanLights, plan_lights
from baigong.contexts.plans.selectors.opened import (
    PublicChange,
    PublicMeasure,
    PublicPlan,
    PublicTarget,
    PublicTask,
    find_public_plan,
    history_of,
    last_changes,
    list_public_plans,
    public_changes,
    public_lights,
    public_plan,
    public_readings,
    public_summaries,
    public_targets_of,
)
from baigong.contexts.plans.selectors.owed import owed_reports
from baigong.contexts.plans.selectors.releases import Release, public_place, release_of
from baigong.contexts.plans.selectors.reporting import reportable_targets
from baigong.contexts.plans.selectors.thresholds import list_thresholds
from baigong.contexts.plans.selectors.workbench import workbench_plan
from baigong.contexts.plans.services.attendance import Mark, register_attendance
from baigong.contexts.plans.services.circulars import Words, draft_circular, write_circular
from baigong.contexts.plans.services.computing import read_snapshot, read_taken
from baigong.contexts.plans.services.confirming import Names, confirm_document
from baigong.contexts.plans.services.cycles import CycleDates, create_cycle
from baigong.contexts.plans.services.decisions import DecisionFacts, make_task, save_decision
from baigong.contexts.plans.services.evidence import add_file
from baigong.contexts.plans.services.filings import (
    FORM_ITEMS,
    FilingContent,
    attach_to_filing,
    check_form,
    start_filing,
    write_filing,
)
from baigong.contexts.plans.services.importing import decide_items, import_document
from baigong.contexts.plans.services.lights import keep_lights, record_lights
from baigong.contexts.plans.services.loading import load_plan
from baigong.contexts.plans.services.meetings import ItemFacts, MeetingFacts, save_item, save_meeting, write_minutes
from baigong.contexts.plans.services.plans import assign_all, set_filers, set_filing_date, set_public, set_reporting_interval
from baigong.contexts.plans.services.reports import (
    Content,
    accept_report,
    return_report,
    start_correction,
    start_report,
    submit_report,
    write_report,
)
from baigong.contexts.plans.services.requests import save_request
from baigong.contexts.plans.services.summaries import publish_summary
from baigong.contexts.plans.services.targets import set_target_date
from baigong.contexts.plans.services.tasks import Part, break_down, set_task_date
from baigong.kernel.workflow import fire

__all__ = [
    "COLOUR_LABELS",
    "FORM_ITEMS",
    "PLAN_POLICY",
    "REPORT_POLICY",
    "RULE_LABELS",
    "TARGET_POLICY",
    "TASK_POLICY",
    "AgendaItem",
    "Colour",
    "Content",
    "CycleDates",
    "DecisionFacts",
    "Filing",
    "FilingContent",
    "Forecast",
    "ItemFacts",
    "Light",
    "LightRecord",
    "Mark",
    "Measure",
    "Meeting",
    "MeetingFacts",
    "Names",
    "Part",
    "Plan",
    "PlanDocument",
    "PlanLights",
    "PublicChange",
    "PublicMeasure",
    "PublicPlan",
    "PublicTarget",
    "PublicTask",
    "Release",
    "Report",
    "ReportAccepted",
    "ReportingCycle",
    "Responsibility",
    "Target",
    "TargetReading",
    "TargetRow",
    "Task",
    "TaskMoved",
    "Words",
    "accept_report",
    "add_file",
    "assign_all",
    "attach_to_filing",
    "break_down",
    "check_form",
    "confirm_document",
    "create_cycle",
    "decide_items",
    "draft_circular",
    "duty_text",
    "find_current_plan",
    "find_public_plan",
    "fire",
    "get_plan",
    "history_of",
    "import_document",
    "keep_lights",
    "last_changes",
    "list_filers",
    "list_measures",
    "list_public_plans",
    "list_target_rows",
    "list_tasks",
    "list_thresholds",
    "load_plan",
    "make_task",
    "next_number",
    "owed_reports",
    "plan_lights",
    "public_changes",
    "public_lights",
    "public_place",
    "public_plan",
    "public_readings",
    "public_summaries",
    "public_targets_of",
    "publish_summary",
    "read_snapshot",
    "read_taken",
    "record_lights",
    "register_attendance",
    "release_of",
    "reportable_targets",
    "return_report",
    "save_decision",
    "save_item",
    "save_meeting",
    "save_request",
    "set_filers",
    "set_filing_date",
    "set_public",
    "set_reporting_interval",
    "set_target_date",
    "set_task_date",
    "start_correction",
    "start_filing",
    "start_report",
    "submit_report",
    "target_chart",
    "target_forecast",
    "target_row",
    "workbench_plan",
    "write_circular",
    "write_filing",
    "write_minutes",
    "write_report",
    "years_chart",
]
