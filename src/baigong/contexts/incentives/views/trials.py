"""What-if: other rates tried on all enterprises, and what each trial found."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.incentives.access import TRIAL_POLICY
from baigong.contexts.incentives.forms.package import TrialForm
from baigong.contexts.incentives.models import CreditTrial
from baigong.contexts.incentives.money import yuan
from baigong.contexts.incentives.selectors.package import changes_of, get_trial, list_trials
from baigong.contexts.incentives.services import trials as services
from baigong.contexts.incentives.views.listings import CHANGES, TRIALS
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.form_pages import button_page, form_page


@requires(TRIAL_POLICY, "view")
@require_GET
def trial_list(request: Request) -> HttpResponse:
    """The trials in sight."""
    context = {"may_try": bool(TRIAL_POLICY.reachable(request.actor, "try"))}
    return TRIALS.respond(
        request, list_trials(request.actor), "incentives/trial_list.html", context, on_export="incentives.credittrial.exported"
    )


@requires(TRIAL_POLICY, "try")
@require_http_methods(["GET", "POST"])
def trial_add(request: Request) -> HttpResponse:
    """Which rate, from when: answered at once where the city is small, by a worker where it is not."""
    day = request.now.date()
    form = TrialForm(request.POST or None, initial={"since": day.replace(month=1, day=1), "last": day.year})
    return form_page(
        request, form, "incentives/trial_form.html",
        lambda data: services.start_trial(
            actor=request.actor, now=request.now, rate=int(data["rate"] * 100), since=data["since"], last=data["last"]
        ),
        done=lambda made: _("已算好。") if made.finished_at else _("试算已经排队，算好后可以在这里查看。"),
        to=lambda made: made if made.job is None else made.job,
    )  # fmt: skip


@requires(TRIAL_POLICY, "view")
@require_GET
def trial(request: Request, pk: int) -> HttpResponse:
    """What a trial found: by year, and who gains and who loses."""
    row: CreditTrial = get_trial(request.actor, pk)
    context = {"row": row, "yuan": yuan, "may_drop": bool(TRIAL_POLICY.decide(request.actor, "drop", row))}
    return CHANGES.respond(
        request, changes_of(row), "incentives/trial.html", context, on_export="incentives.credittrialchange.exported", about=row
    )


@requires(TRIAL_POLICY, "drop")
@require_POST
def trial_drop(request: Request, pk: int) -> HttpResponse:
    """Put a trial away with what it found."""
    row = get_trial(request.actor, pk)
    return button_page(
        request, lambda: services.drop_trial(actor=request.actor, now=request.now, trial=row), done=_("已删除这次试算。"),
        to="incentives:trials",
    )  # fmt: skip
