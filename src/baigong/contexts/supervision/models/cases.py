"""Cases: a rule may have been broken, and the way from the source that says so to the end."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.papers import Paper
from baigong.kernel.privacy import Personal
from baigong.kernel.workflow import states_constraint


class SourceKind(models.TextChoices):
    """Where a case comes from. The first two are events of the system, the others are entered by hand with their source."""

    HOTLINE = "hotline", _("实习维权举报")
    DUTY = "duty", _("实习岗位责任未落实")
    INSPECTION = "inspection", _("督导检查发现")
    LETTER = "letter", _("来信来访来电")
    TRANSFER = "transfer", _("上级或其他部门转办")
    MEDIA = "media", _("媒体报道")


FROM_BELOW = (SourceKind.HOTLINE, SourceKind.DUTY)
"""Sources that are records of the system: their cases lead back to a row."""


class CaseState(models.TextChoices):
    """立案 → 核查 → 反馈、陈述 → 督导意见 → 整改 → 复查 → 结案."""

    OPENED = "opened", _("待受理")
    INVESTIGATING = "investigating", _("核查中")
    STATING = "stating", _("待陈述")
    STATED = "stated", _("待作出意见")
    ORDERED = "ordered", _("整改中")
    REPORTED = "reported", _("待复查")
    UNDER_REVIEW = "under_review", _("复核中")
    DISMISSED = "dismissed", _("不予立案")
    CLEARED = "cleared", _("查无问题")
    TOLERATED = "tolerated", _("容错免责")
    CLOSED = "closed", _("已结案")
    REFERRED = "referred", _("已移送问责")


ENDED = (CaseState.DISMISSED, CaseState.CLEARED, CaseState.TOLERATED, CaseState.CLOSED, CaseState.REFERRED)
OPEN = tuple(state for state in CaseState if state not in ENDED)


class Measure(models.TextChoices):
    """How a body is held to account (EXE-07). Which ones there are on a day is ``SUP-ACCOUNTABILITY``."""

    PUBLIC_CRITICISM = "public_criticism", _("公开批评")
    INTERVIEW = "interview", _("约谈")
    CIRCULAR = "circular", _("督导通报")
    RESOURCES = "resources", _("资源调整")
    PENALTY = "penalty", _("行政处罚")


class Case(models.Model):
    """A case against ``subject``, worked on by ``handler``.

    ``source_ref`` names the row below that it leads back to (``internships.violationreport:12``); entered by hand,
    ``source_title`` says what the source is, and ``informant_sealed`` who gave the hint, encrypted.
    ``is_protected``: the source is shown to the working team alone.
    ``is_shown``: the subject has been told, and sees the case from then on. ``due_on``: by when the next step is owed.
    """

    privacy = {
        "informant_sealed": Personal("联系反映人", "结案后3年", "市级督查人员；解密留痕", is_sensitive=True),
        "statement": Personal("核查处理", "结案后3年", "承办单位、被督查单位（反馈以后）"),
    }

    number = models.CharField(_("案号"), max_length=12, unique=True)
    source_kind = models.CharField(_("来源"), max_length=10, choices=SourceKind.choices)
    source_ref = models.CharField(_("来源记录"), max_length=60, blank=True)
    source_title = models.CharField(_("来源说明"), max_length=200)
    source_url = models.CharField(_("来源页面"), max_length=200, blank=True)
    informant_sealed = models.TextField(_("反映人（加密）"), blank=True)
    is_protected = models.BooleanField(_("保护来源"), default=False)
    subject = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("被督查单位"))
    handler = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("承办单位"))
    title = models.CharField(_("事由"), max_length=120)
    statement = models.TextField(_("反映的情况"), max_length=2000)
    clause = models.CharField(_("涉及的规定"), max_length=200, blank=True)
    occurred_on = models.DateField(_("发生日期"), null=True, blank=True)
    opened_on = models.DateField(_("登记日期"))
    due_on = models.DateField(_("期限"), null=True, blank=True)
    is_shown = models.BooleanField(_("已告知被督查单位"), default=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承办人")
    )
    document = models.CharField(_("督导意见文号"), max_length=120, blank=True)
    ordered_on = models.DateField(_("督导意见日期"), null=True, blank=True)
    rectify_by = models.DateField(_("整改期限"), null=True, blank=True)
    measure = models.CharField(_("问责方式"), max_length=16, choices=Measure.choices, blank=True)
    ended_on = models.DateField(_("结案日期"), null=True, blank=True)
    ending = models.TextField(_("结论"), max_length=2000, blank=True)
    ending_document = models.CharField(_("结案文号"), max_length=120, blank=True)
    state = models.CharField(_("状态"), max_length=14, choices=CaseState.choices, default=CaseState.OPENED)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    created_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("督查案件")
        verbose_name_plural = _("督查案件")
        ordering = ["-opened_on", "-pk"]
        constraints = [
            states_constraint(CaseState, name="case_state"),
            states_constraint(SourceKind, name="case_source_kind", field="source_kind"),
            models.UniqueConstraint(fields=["source_ref"], condition=~Q(source_ref=""), name="case_once_a_source"),
            models.CheckConstraint(condition=~Q(source_title=""), name="case_has_a_source"),
            models.CheckConstraint(condition=~Q(source_kind__in=FROM_BELOW) | ~Q(source_ref=""), name="case_leads_back"),
            models.CheckConstraint(
                condition=~Q(state__in=ENDED) | (Q(ended_on__isnull=False) & ~Q(ending="")), name="case_ended_with_words"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ordered", "reported", "under_review"]) | (Q(rectify_by__isnull=False) & ~Q(document="")),
                name="case_ordered_by_document",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "due_on"], name="case_due")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("supervision:case", args=[self.pk])


class RecordKind(models.TextChoices):
    """What a record is of."""

    FINDING = "finding", _("核查反馈")
    STATEMENT = "statement", _("陈述意见")
    OPINION = "opinion", _("督导意见")
    INTERVIEW = "interview", _("约谈记录")
    RECTIFICATION = "rectification", _("整改报告")
    RECHECK = "recheck", _("复查记录")
    REVIEW = "review", _("复核")
    TOLERANCE = "tolerance", _("容错认定")
    ACCOUNTABILITY = "accountability", _("问责移送")
    ENDING = "ending", _("结论")


class CaseRecord(models.Model):
    """What was found, said, ordered, done: the case as it is told.

    ``facts`` holds what the words do not: who came, which tests were met, until when.
    """

    privacy = {"words": Personal("核查处理", "结案后3年", "承办单位、被督查单位（告知的部分）")}

    case = models.ForeignKey(Case, models.CASCADE, related_name="records", verbose_name=_("督查案件"))
    kind = models.CharField(_("类别"), max_length=14, choices=RecordKind.choices)
    words = models.TextField(_("内容"), max_length=2000)
    facts = models.JSONField(_("要素"), default=dict, blank=True)
    on = models.DateField(_("日期"))
    is_shown = models.BooleanField(_("告知被督查单位"), default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("记录人"))
    at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("办案记录")
        verbose_name_plural = _("办案记录")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on.isoformat()}"


class PaperKind(models.TextChoices):
    """What a paper of a case is."""

    CLUE = "clue", _("线索材料")
    EVIDENCE = "evidence", _("核查材料")
    STATEMENT = "statement", _("陈述材料")
    RECTIFICATION = "rectification", _("整改材料")
    OTHER = "other", _("其他材料")


class CasePaper(Paper):
    """A paper of a case. What the subject hands in it sees; what the handler gathers it does not (``is_shown``)."""

    privacy = {"file": Personal("核查处理", "结案后3年", "承办单位；被督查单位只见自己提交的；读取留痕")}

    case = models.ForeignKey(Case, models.CASCADE, related_name="evidence", verbose_name=_("督查案件"))
    kind = models.CharField(_("材料类别"), max_length=14, choices=PaperKind.choices)
    is_shown = models.BooleanField(_("被督查单位可见"), default=False)
    file = models.FileField(_("文件"), upload_to="cases/%Y/")

    class Meta(Paper.Meta):
        verbose_name = _("案件材料")
        verbose_name_plural = _("案件材料")
        constraints = [models.UniqueConstraint(fields=["case", "sha256"], name="case_paper_once")]
