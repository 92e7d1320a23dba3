"""Firms that ask to be entered, or for an account of one that stands in the register: told by themselves, examined by the bureau."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.enterprises.models.register import Enterprise, Ownership, Size
from baigong.kernel.papers import Paper
from baigong.kernel.privacy import Personal
from baigong.kernel.workflow import states_constraint


class ApplicationState(models.TextChoices):
    """待审核 ⇄ 退回补正 → 已通过、不予通过、已撤回."""

    SUBMITTED = "submitted", _("待审核")
    RETURNED = "returned", _("退回补正")
    ACCEPTED = "accepted", _("已通过")
    REFUSED = "refused", _("不予通过")
    WITHDRAWN = "withdrawn", _("已撤回")


OPEN_APPLICATIONS = (ApplicationState.SUBMITTED, ApplicationState.RETURNED)


class EnterpriseApplication(models.Model):
    """What a firm without an account says of itself. Whoever applied is known by a receipt alone, of which a keyed digest is kept.

    ``enterprise`` is what it became, or the firm of the register that held its code before; ``invitation`` the account that was handed
    over for it. ``answer`` is what the bureau said, for the applicant to read.
    """

    privacy = {
        "contact": Personal("审核企业入册申请、开通账号", "办结后三年", "审核的教育局"),
        "phone": Personal("审核企业入册申请、开通账号", "办结后三年", "审核的教育局"),
        "email": Personal("审核企业入册申请、开通账号", "办结后三年", "审核的教育局"),
    }

    name = models.CharField(_("企业名称"), max_length=120)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18)
    county = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("所在县区"))
    industry_code = models.CharField(_("行业代码"), max_length=4)
    ownership = models.CharField(_("所有制"), max_length=10, choices=Ownership.choices)
    size = models.CharField(_("规模"), max_length=6, choices=Size.choices)
    opened_on = models.DateField(_("成立日期"), null=True, blank=True)
    address = models.CharField(_("地址"), max_length=160)
    business = models.CharField(_("主营业务"), max_length=200, blank=True)
    contact = models.CharField(_("经办人"), max_length=40)
    phone = models.CharField(_("联系电话"), max_length=40)
    email = models.EmailField(_("邮箱"), blank=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("企业"))
    invitation = models.ForeignKey(
        "accounts.Invitation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("账号邀请")
    )
    answer = models.CharField(_("审核意见"), max_length=500, blank=True)
    receipt_hash = models.CharField(_("回执摘要"), max_length=64, unique=True)
    lodged_at = models.DateTimeField(_("提交时间"))
    decided_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审核人")
    )
    state = models.CharField(_("状态"), max_length=10, choices=ApplicationState.choices, default=ApplicationState.SUBMITTED)

    class Meta:
        verbose_name = _("企业入册申请")
        verbose_name_plural = _("企业入册申请")
        ordering = ["-lodged_at", "-pk"]
        constraints = [
            states_constraint(ApplicationState, name="enterprise_application_state"),
            models.UniqueConstraint(
                fields=["credit_code"], condition=Q(state__in=["submitted", "returned"]), name="enterprise_application_one_open"
            ),
            models.CheckConstraint(condition=~Q(state="accepted") | Q(enterprise__isnull=False), name="enterprise_application_became_one"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page, for the bureau."""
        return reverse("enterprises:application", args=[self.pk])


class ApplicationPaperKind(models.TextChoices):
    """What shows who applies."""

    LICENCE = "licence", _("营业执照")
    MANDATE = "mandate", _("授权委托书")


class ApplicationPaper(Paper):
    """The licence of a firm that applies, and who may act for it."""

    privacy = {"file": Personal("审核企业入册申请", "办结后三年", "审核的教育局")}

    application = models.ForeignKey(EnterpriseApplication, models.CASCADE, related_name="evidence", verbose_name=_("申请"))
    kind = models.CharField(_("材料类别"), max_length=8, choices=ApplicationPaperKind.choices)
    file = models.FileField(_("文件"), upload_to="enterprise_applications/%Y/")

    class Meta(Paper.Meta):
        verbose_name = _("入册申请材料")
        verbose_name_plural = _("入册申请材料")
        constraints = [models.UniqueConstraint(fields=["application", "sha256"], name="application_paper_once")]
