"""What the calendar, files and batches register at start: menus, words of the log, what runs by itself."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.access import BATCH_POLICY, COVERAGE_POLICY, DUTY_POLICY
from baigong.kernel.access import SYSTEM
from baigong.kernel.audit.words import register_words
from baigong.kernel.jobs import Progress, scheduled
from baigong.kernel.ui.navigation import NavItem, register_nav

register_nav(
    [
        NavItem("returns", pgettext_lazy("标题", "报送日历"), "registers:home", "calendar", policy=DUTY_POLICY, action="view", order=10),
        NavItem("returns", _("上传数据"), "registers:upload", "upload", policy=BATCH_POLICY, action="send", order=20),
        NavItem("returns", _("批次"), "registers:batches", "database", policy=BATCH_POLICY, action="view", order=30),
        NavItem("returns", _("数据质量"), "registers:quality", "check", policy=COVERAGE_POLICY, action="view", order=40),
    ]
)
register_words(
    {
        "registers.batch.received": _("收到数据批次"),
        "registers.batch.withdrawn": _("撤回数据批次"),
        "registers.batch.exported": _("导出错误明细"),
        "registers.batch.list_exported": _("导出数据批次"),
        "registers.draft.uploaded": _("上传数据文件"),
        "registers.draft.mended": _("补入改好的行"),
        "registers.draft.exported": _("导出待改的行"),
        "registers.draft.discarded": _("放弃数据文件"),
        "registers.rows.read": _("查看数据行"),
        "registers.rows.exported": _("导出数据行"),
        "registers.rows.unsealed": _("读取名册中的证件号"),
        "registers.quality.assessed": _("检查数据质量"),
        "registers.quality.exported": _("导出数据质量问题"),
        "registers.coverage.exported": _("导出各表填写情况"),
        "registers.returnduty.set": _("设定报送义务"),
        "registers.returnduty.reminded": _("催报数据返回"),
    }
)


@scheduled("registers.remind", _("提醒逾期的数据返回"), "20 8 * * 1")
def remind_weekly(progress: Progress) -> dict[str, int]:
    """Every Monday morning whoever has late or failed returns is told."""
    from baigong.contexts.registers.services.duties import remind  # what computes is loaded by those who compute

    bodies = Organisation.objects.filter(return_duties__isnull=False).distinct()
    return remind(actor=SYSTEM, now=progress.now, bodies=bodies)


@scheduled("registers.forgotten", _("删除无人确认的数据文件"), "40 1 * * *")
def discard_nightly(progress: Progress) -> dict[str, object]:
    """Every night files that nobody confirmed in time are put aside."""
    from baigong.contexts.registers.services.forgetting import discard_forgotten

    count = discard_forgotten(actor=SYSTEM, now=progress.now)
    return {"message": str(_("删除%(n)d个文件。") % {"n": count})}


@scheduled("registers.quality", _("检查数据质量"), "50 1 * * *")
def assess_nightly(progress: Progress) -> dict[str, object]:
    """Every night the returned data are looked at as a whole."""
    from baigong.contexts.registers.services.quality import assess

    told = assess(actor=SYSTEM, now=progress.now)
    message = _("看过%(tables)d张表，发现%(findings)d个问题。") % told
    return {"message": str(message), "url": reverse("registers:quality"), "label": str(_("数据质量"))}
