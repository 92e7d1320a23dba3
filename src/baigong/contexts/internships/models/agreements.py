"""Formalities before work: consent, the three-party agreement with its signatures, insurance, safety training."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.models.placements import KEPT, SEEN, Placement
from baigong.kernel.papers import Paper
from baigong.kernel.privacy import NOT_PERSONAL, Personal
from baigong.kernel.workflow import states_constraint


class AgreementState(models.TextChoices):
    """待签字 → 已生效 → 已终止；作废."""

    OPEN = "open", _("待各方签字")
    SIGNED = "signed", _("已生效")
    ENDED = "ended", _("已终止")
    VOID = "void", _("已作废")


class InternshipAgreement(models.Model):
    """A three-party agreement of a placement. ``template``: the version it was drawn up from; ``facts``: what the records filled in.

    ``digest`` names its words: what was signed is what facts and template say, for ever. A change of employer ends it and makes another.
    """

    privacy = {"facts": Personal("实习协议", KEPT, SEEN)}

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="agreements", verbose_name=_("实习安排"))
    number = models.CharField(_("协议编号"), max_length=30, unique=True)
    template = models.CharField(_("文本版本"), max_length=20)
    facts = models.JSONField(_("协议内容"), default=dict)
    digest = models.CharField(_("内容摘要"), max_length=64)
    state = models.CharField(_("状态"), max_length=6, choices=AgreementState.choices, default=AgreementState.OPEN)
    drawn_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("拟订人"))
    drawn_up_at = models.DateTimeField(_("拟订时间"))
    signed_on = models.DateField(_("签订日期"), null=True, blank=True)
    ended_on = models.DateField(_("终止日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("实习协议")
        verbose_name_plural = _("实习协议")
        ordering = ["-drawn_up_at", "-pk"]
        constraints = [
            states_constraint(AgreementState, name="internship_agreement_state"),
            models.UniqueConstraint(fields=["placement"], condition=Q(state__in=["open", "signed"]), name="internship_agreement_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "ended"]) | Q(signed_on__isnull=False), name="internship_agreement_signed_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("internships:agreement", args=[self.pk])


class Party(models.TextChoices):
    """Who signs."""

    STUDENT = "student", _("学生")
    GUARDIAN = "guardian", _("监护人")
    SCHOOL = "school", _("学校")
    UNIT = "unit", _("实习单位")


class PaperKind(models.TextChoices):
    """What a scanned paper of a placement is."""

    CONSENT = "consent", _("知情同意书")
    AGREEMENT = "agreement", _("三方协议")
    INSURANCE = "insurance", _("保险单")
    TRAINING = "training", _("安全培训记录")
    LEAVE = "leave", _("请假材料")
    APPRAISAL = "appraisal", _("实习鉴定")
    OTHER = "other", _("其他")


def placement_paper_kinds() -> list[tuple[str, str]]:
    """Choices of a paper."""
    return [(kind.value, str(kind.label)) for kind in PaperKind]


class PlacementPaper(Paper):
    """A paper of a placement, mostly a scan of what was signed by hand."""

    privacy = {"file": Personal("实习档案", KEPT, "本人、所在学校、实习企业；读取留痕")}

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="evidence", verbose_name=_("实习安排"))
    kind = models.CharField(_("材料类别"), max_length=10, choices=placement_paper_kinds)
    file = models.FileField(_("文件"), upload_to="internships/%Y/")

    class Meta(Paper.Meta):
        verbose_name = _("实习材料")
        verbose_name_plural = _("实习材料")
        constraints = [models.UniqueConstraint(fields=["placement", "sha256"], name="placement_paper_once")]


class PlacementSignature(models.Model):
    """A signature under a consent (no ``agreement``) or an agreement. ``paper``: the scan, where it was signed by hand.

    ``digest``: of the words that were signed in the system.
    """

    privacy = {
        "name": Personal("签字人", KEPT, SEEN),
        "relation": Personal("监护人与本人关系", KEPT, SEEN),
    }

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="signatures", verbose_name=_("实习安排"))
    agreement = models.ForeignKey(
        InternshipAgreement, models.PROTECT, null=True, blank=True, related_name="signatures", verbose_name=_("实习协议")
    )
    party = models.CharField(_("签字方"), max_length=8, choices=Party.choices)
    name = models.CharField(_("签字人"), max_length=80)
    relation = models.CharField(_("与学生关系"), max_length=20, blank=True)
    signed_on = models.DateField(_("签字日期"))
    digest = models.CharField(_("所签内容摘要"), max_length=64, blank=True)
    paper = models.ForeignKey(
        PlacementPaper, models.PROTECT, null=True, blank=True, related_name="signatures", verbose_name=_("纸质件扫描")
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("登录账号")
    )
    recorded_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("签字")
        verbose_name_plural = _("签字")
        ordering = ["signed_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "party"], name="agreement_signed_once_a_party"),
            models.UniqueConstraint(fields=["placement", "party"], condition=Q(agreement=None), name="consent_once_a_party"),
            models.CheckConstraint(condition=~Q(digest="") | Q(paper__isnull=False), name="signature_of_words_or_paper"),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()} {self.name}"


class InsuranceKind(models.TextChoices):
    """Kinds of insurance; the national table has the same three."""

    LIABILITY = "liability", _("学生实习责任保险")
    ACCIDENT = "accident", _("意外险")
    OTHER = "other", _("其他保险")


class Payer(models.TextChoices):
    """Who pays an insurance."""

    SCHOOL = "school", _("学校")
    UNIT = "unit", _("实习单位")
    OTHER = "other", _("其他（非学生）")
    STUDENT = "student", _("学生")


class InternshipInsurance(models.Model):
    """An insurance of one placement; one policy of an insurer may stand at many."""

    privacy = NOT_PERSONAL

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="insurances", verbose_name=_("实习安排"))
    kind = models.CharField(_("险种"), max_length=9, choices=InsuranceKind.choices)
    insurer = models.CharField(_("保险公司"), max_length=80)
    number = models.CharField(_("保单号"), max_length=64)
    payer = models.CharField(_("投保付费方"), max_length=7, choices=Payer.choices)
    bought_on = models.DateField(_("投保日期"))
    first = models.DateField(_("保险起期"))
    last = models.DateField(_("保险止期"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    recorded_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("实习保险")
        verbose_name_plural = _("实习保险")
        ordering = ["first", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "kind", "number"], name="internship_insurance_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="internship_insurance_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class SafetyTraining(models.Model):
    """A safety training of one placement with its result."""

    privacy = {"score": Personal("安全培训考核", KEPT, SEEN)}

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="trainings", verbose_name=_("实习安排"))
    on = models.DateField(_("培训日期"))
    hours = models.DecimalField(_("培训学时"), max_digits=4, decimal_places=1)
    organiser = models.CharField(_("组织方"), max_length=6, choices=[("school", _("学校")), ("unit", _("实习单位"))])
    score = models.PositiveSmallIntegerField(_("考核成绩"), null=True, blank=True)
    is_passed = models.BooleanField(_("考核合格"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    recorded_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("安全培训")
        verbose_name_plural = _("安全培训")
        ordering = ["on", "pk"]
        constraints = [models.UniqueConstraint(fields=["placement", "on"], name="safety_training_once_a_day")]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"


class PlacementTeacher(models.Model):
    """Who of the school guides an intern. ``number``: the staff number, which the national standard asks for."""

    privacy = {
        "name": Personal("实习指导", KEPT, SEEN),
        "phone": Personal("联系指导教师", KEPT, SEEN),
    }

    placement = models.OneToOneField(Placement, models.CASCADE, related_name="teacher", verbose_name=_("实习安排"))
    name = models.CharField(_("指导教师"), max_length=36)
    number = models.CharField(_("教工号"), max_length=20)
    phone = models.CharField(_("联系电话"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("实习指导教师")
        verbose_name_plural = _("实习指导教师")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
