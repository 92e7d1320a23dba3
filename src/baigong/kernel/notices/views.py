"""Pages of notices: one's own list, and the administrator's robots with the log of sendings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.notices import services
from baigong.kernel.notices.access import DELIVERY_POLICY, NOTICE_POLICY, ROBOT_POLICY
from baigong.kernel.notices.forms import PreferenceForm, RobotForm
from baigong.kernel.notices.models import Channel, Delivery, DeliveryState, Notice, Robot
from baigong.kernel.ui.listing import BooleanFilter, ChoiceFilter, Column, DateFilter, EmptyState, Listing

NOTICES = Listing(
    name="notices",
    caption=gettext_lazy("通知"),
    columns=[
        Column("subject", gettext_lazy("主题"), sub="body", width="wide"),
        Column(
            "is_read", gettext_lazy("状态"), value=lambda n: "read" if n.read_at else "unread", kind="badge",
            labels={"read": gettext_lazy("已读"), "unread": gettext_lazy("未读")}, tones={"unread": "info"},
        ),
        Column("created_at", gettext_lazy("时间"), kind="datetime", sort="created_at"),
    ],
    filters=[
        BooleanFilter("unread", gettext_lazy("未读"), lookup="read_at__isnull", yes=gettext_lazy("未读"), no=gettext_lazy("已读")),
        DateFilter("created_at", gettext_lazy("时间"), instant=True),
    ],
    search=["subject", "body"],
    default_sort=("-created_at", "-pk"),
    row_link=lambda notice: notice.get_absolute_url(),
    export=False,
    empty=EmptyState(gettext_lazy("没有通知"), gettext_lazy("催报、退回、采用等消息会出现在这里。"), "bell"),
)  # fmt: skip

DELIVERIES = Listing(
    name="deliveries",
    caption=gettext_lazy("发送记录"),
    columns=[
        Column("subject", gettext_lazy("主题"), width="wide", sub="error"),
        Column("channel", gettext_lazy("渠道"), kind="badge", labels=Channel),
        Column("robot", gettext_lazy("机器人"), priority=2),
        Column(
            "state", gettext_lazy("状态"), kind="badge", labels=DeliveryState,
            tones={DeliveryState.SENT: "good", DeliveryState.FAILED: "bad", DeliveryState.WAITING: "warn"},
        ),
        Column("attempts", gettext_lazy("次数"), kind="number", priority=2),
        Column("created_at", gettext_lazy("提交时间"), kind="datetime"),
        Column("next_try_at", gettext_lazy("下次发送"), kind="datetime", priority=3),
    ],
    filters=[
        ChoiceFilter("state", gettext_lazy("状态"), choices=DeliveryState, many=True),
        ChoiceFilter("channel", gettext_lazy("渠道"), choices=Channel),
    ],
    search=["subject", "error"],
    keyset="-pk",
    export=False,
    empty=EmptyState(gettext_lazy("还没有发送过"), gettext_lazy("邮件和群消息的发送结果列在这里。"), "send"),
)  # fmt: skip


@requires(NOTICE_POLICY, "view")
@require_GET
def notice_list(request: Request) -> HttpResponse:
    """What one was told, the newest first."""
    actor: Any = request.actor
    form = PreferenceForm(initial={"by_mail": services.wants_mail(actor)})
    context = {"form": form, "has_mail": bool(getattr(request.user, "email", ""))}
    return NOTICES.respond(request, NOTICE_POLICY.visible(actor), "notices/notice_list.html", context)


@requires(NOTICE_POLICY, "read")
@require_GET
def open_notice(request: Request, pk: int) -> HttpResponse:
    """Mark as read and go to what the notice speaks of."""
    notice: Notice = NOTICE_POLICY.get_or_404(request.actor, pk=pk)
    services.mark_read(actor=request.actor, now=request.now, notice=notice)
    # notify() keeps only paths of this site, so this cannot lead elsewhere.
    return HttpResponseRedirect(notice.url) if notice.url else redirect("notices:list")


@requires(NOTICE_POLICY, "read")
@require_POST
def read_all(request: Request) -> HttpResponse:
    """Mark everything as read."""
    count = services.mark_all_read(actor=request.actor, now=request.now)
    messages.success(request, _("已将 %(n)d 条标为已读。") % {"n": count})
    return redirect("notices:list")


@requires(NOTICE_POLICY, "read")
@require_POST
def preference(request: Request) -> HttpResponse:
    """Mail on or off."""
    by_mail = bool(request.POST.get("by_mail"))
    services.set_preference(actor=request.actor, now=request.now, by_mail=by_mail)
    messages.success(request, _("已保存：通知同时发到邮箱。") if by_mail else _("已保存：通知只在系统内显示。"))
    return redirect("notices:list")


@requires(ROBOT_POLICY, "view")
@require_GET
def robots(request: Request) -> HttpResponse:
    """The robots, and what became of every sending."""
    rows = DELIVERY_POLICY.visible(request.actor).select_related("robot")
    context = {"robots": list(ROBOT_POLICY.visible(request.actor))}
    return DELIVERIES.respond(request, rows, "notices/robot_list.html", context)


@requires(ROBOT_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def robot_edit(request: Request, pk: int | None = None) -> HttpResponse:
    """Set up a robot, or change one."""
    actor: Any = request.actor
    robot: Robot | None = ROBOT_POLICY.get_or_404(actor, pk=pk) if pk else None
    initial = (
        {"name": robot.name, "platform": robot.platform, "kinds": " ".join(robot.kinds), "is_active": robot.is_active} if robot else {}
    )
    form = RobotForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        given["secret"] = given["secret"] or None
        try:
            services.save_robot(actor=actor, now=request.now, robot=robot, **given)
        except Refusal as refusal:
            for name, message in refusal.fields.items() or [(None, refusal.message)]:
                form.add_error(name, message)
        else:
            messages.success(request, _("已保存。可以发一条测试消息看看。"))
            return redirect("notices:robots")
    return render(request, "notices/robot_edit.html", {"form": form, "robot": robot}, status=422 if form.errors else 200)


def _shown(robot: Robot) -> dict[str, Any]:
    """What of a robot may be shown again: neither address nor secret."""
    return {"name": robot.name, "platform": robot.platform, "kinds": " ".join(robot.kinds), "is_active": robot.is_active}


@requires(ROBOT_POLICY, "test")
@require_POST
def robot_test(request: Request, pk: int) -> HttpResponse:
    """Send a greeting."""
    robot: Robot = ROBOT_POLICY.get_or_404(request.actor, pk=pk)
    row: Delivery = services.test_robot(actor=request.actor, now=request.now, robot=robot)
    messages.success(request, _("测试消息已提交，结果见下面的发送记录（%(subject)s）。") % {"subject": row.subject})
    return redirect("notices:robots")
