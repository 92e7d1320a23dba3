"""Standards developed here: who proposes, who develops together, who gave which opinion, how far the standard has come (X05)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.credit_bank.models.certificate_types import CertificateType
from baigong.kernel.papers import Paper
from baigong.kernel.privacy import NOT_PERSONAL, Personal
from baigong.kernel.workflow import states_constraint


class LocalStandardState(models.TextChoices):
    """起草 → 校企评审 → 试行 → 推荐省级、国家 → 列入国家目录；放弃的草稿只有提出学校和主管部门看得到."""

    DRAFT = "draft", pgettext_lazy("状态", "起草")
    REVIEW = "review", _("校企评审")
    TRIAL = "trial", _("试行")
    PROVINCE = "province", _("已推荐省级")
    NATION = "nation", _("已推荐国家")
    PUBLISHED = "published", _("已列入国家目录")
    STOPPED = "stopped", _("已终止")
    DROPPED = "dropped", _("已放弃")


class LocalStandard(models.Model):
    """The making of a standard; what it says is the version of its certificate with levels and modules.

    ``school`` proposes it. ``round`` counts how often it was handed in for review: opinions belong to one round. The trial runs from
    ``trial_since`` to ``trial_until``, by ``trial_by``; the last recommendation was made on ``recommended_on`` by ``recommended_by``.
    """

    privacy = NOT_PERSONAL

    certificate = models.OneToOneField(CertificateType, models.PROTECT, related_name="local_standard", verbose_name=_("证书"))
    school = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("提出学校"))
    skill_field = models.CharField(_("职业技能领域"), max_length=80)
    grounds = models.TextField(_("开发理由"), max_length=500)
    state = models.CharField(_("状态"), max_length=10, choices=LocalStandardState.choices, default=LocalStandardState.DRAFT)
    round = models.PositiveSmallIntegerField(_("评审轮次"), default=0)
    trial_since = models.DateField(_("试行日期"), null=True, blank=True)
    trial_until = models.DateField(_("试行至"), null=True, blank=True)
    trial_by = models.CharField(_("试行文件"), max_length=120, blank=True)
    recommended_on = models.DateField(_("推荐日期"), null=True, blank=True)
    recommended_by = models.CharField(_("推荐文件"), max_length=120, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("起草人"))
    created_at = models.DateTimeField(_("起草时间"))
    updated_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("地方标准")
        verbose_name_plural = _("地方标准")
        ordering = ["certificate__code"]
        constraints = [
            states_constraint(LocalStandardState, name="local_standard_state"),
            models.CheckConstraint(condition=Q(trial_until=None) | Q(trial_until__gt=F("trial_since")), name="local_standard_trial_dates"),
            models.CheckConstraint(
                condition=~Q(state__in=["trial", "province", "nation", "published"]) | (Q(trial_since__isnull=False) & ~Q(trial_by="")),
                name="local_standard_tried",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["province", "nation", "published"]) | (Q(recommended_on__isnull=False) & ~Q(recommended_by="")),
                name="local_standard_recommended",
            ),
        ]

    def __str__(self) -> str:
        return self.certificate.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:x-local", args=[self.pk])


class PartyRole(models.TextChoices):
    """What a party does."""

    DEVELOPER = "developer", _("联合开发")
    REVIEWER = "reviewer", _("评审")


class PartyKind(models.TextChoices):
    """What a party is."""

    SCHOOL = "school", _("学校")
    ENTERPRISE = "enterprise", _("企业")
    ASSOCIATION = "association", _("行业组织")


class StandardParty(models.Model):
    """A school, an enterprise or an association that develops a standard together with the school, or reviews it; never both."""

    privacy = NOT_PERSONAL

    standard = models.ForeignKey(LocalStandard, models.CASCADE, related_name="parties", verbose_name=_("地方标准"))
    role = models.CharField(_("参与方式"), max_length=10, choices=PartyRole.choices)
    kind = models.CharField(_("单位性质"), max_length=12, choices=PartyKind.choices)
    name = models.CharField(_("单位名称"), max_length=120)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("本市机构")
    )

    class Meta:
        verbose_name = _("参与单位")
        verbose_name_plural = _("参与单位")
        ordering = ["standard", "role", "pk"]
        constraints = [models.UniqueConstraint(fields=["standard", "name"], name="standard_party_once")]

    def __str__(self) -> str:
        return self.name


class OpinionVerdict(models.TextChoices):
    """What a reviewer thinks of a standard."""

    AGREE = "agree", _("同意试行")
    REVISE = "revise", _("修改后再评")
    OPPOSE = "oppose", _("不同意")


class StandardOpinion(models.Model):
    """What a reviewer said in one round. ``basis``: where it is written down, when the office enters it for a party without an account."""

    privacy = NOT_PERSONAL

    party = models.ForeignKey(StandardParty, models.CASCADE, related_name="opinions", verbose_name=_("参与单位"))
    round = models.PositiveSmallIntegerField(_("评审轮次"))
    verdict = models.CharField(_("评审结论"), max_length=8, choices=OpinionVerdict.choices)
    words = models.TextField(_("评审意见"), max_length=1000)
    basis = models.CharField(_("意见出处"), max_length=120, blank=True)
    given_on = models.DateField(_("意见日期"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))

    class Meta:
        verbose_name = _("评审意见")
        verbose_name_plural = _("评审意见")
        ordering = ["-round", "party__pk"]
        constraints = [models.UniqueConstraint(fields=["party", "round"], name="standard_opinion_once")]

    def __str__(self) -> str:
        return f"{self.party.name}：{self.get_verdict_display()}"


class StandardPaperKind(models.TextChoices):
    """What a document attached to a standard is."""

    TEXT = "text", _("标准文本")
    SURVEY = "survey", _("调研报告")
    REVIEW = "review", _("评审记录")
    TRIAL = "trial", _("试行总结")
    OTHER = "other", _("其他材料")


class StandardPaper(Paper):
    """A document of a standard, kept with its hash and never replaced."""

    privacy = {"file": Personal("标准开发材料", "长期", "提出学校、评审单位、学分银行；读取留痕")}

    standard = models.ForeignKey(LocalStandard, models.CASCADE, related_name="papers", verbose_name=_("地方标准"))
    kind = models.CharField(_("材料类别"), max_length=8, choices=StandardPaperKind.choices)
    file = models.FileField(_("文件"), upload_to="standards/%Y/")

    class Meta(Paper.Meta):
        verbose_name = _("标准材料")
        verbose_name_plural = _("标准材料")
        constraints = [models.UniqueConstraint(fields=["standard", "sha256"], name="standard_paper_once")]
