"""Posts for interns: what an enterprise offers, under which conditions of work, and what was filed with the authority beforehand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import NOT_PERSONAL, Personal
from baigong.kernel.workflow import states_constraint


class PostState(models.TextChoices):
    """草稿 → 待审核 → 已审核 → 已公布 → 暂停 → 关闭."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审核")
    REVIEWED = "reviewed", _("已审核")
    PUBLISHED = "published", _("已公布")
    PAUSED = "paused", _("暂停接收")
    CLOSED = "closed", _("已关闭")
    WITHDRAWN = "withdrawn", _("已撤回")


class Hazard(models.TextChoices):
    """Conditions of work that rules or a student's health speak of."""

    HEIGHT = "height", _("高空作业")
    UNDERGROUND = "underground", _("井下作业")
    RADIATION = "radiation", _("放射性")
    TOXIC = "toxic", _("有毒")
    EXPLOSIVE = "explosive", _("易燃易爆")
    HIGH_RISK = "high_risk", _("其他较高安全风险")
    HARMFUL = "harmful", _("其他有害身心健康")
    DUST = "dust", _("粉尘")
    NOISE = "noise", _("强噪声")
    HEAT = "heat", _("高温")
    COLD = "cold", _("低温或冷水")
    LIFTING = "lifting", _("频繁负重")
    STANDING = "standing", _("长时间站立")
    FOOD = "food", _("直接接触食品")


class Venue(models.TextChoices):
    """What kind of place it is, as far as rules speak of it."""

    ORDINARY = "ordinary", _("一般场所")
    BAR = "bar", _("酒吧")
    NIGHTCLUB = "nightclub", _("夜总会")
    KARAOKE = "karaoke", _("歌厅")
    BATH = "bath", _("洗浴中心")
    GAMES = "games", _("电子游戏厅")
    INTERNET_BAR = "internet_bar", _("网吧")


class Organiser(models.TextChoices):
    """Who organises the internship."""

    SCHOOL = "school", _("学校")
    OWN = "own", _("学生自行联系、学校核准")
    AGENCY = "agency", _("中介机构或有偿代理")


class PayForm(models.TextChoices):
    """How interns are paid."""

    MONEY = "money", _("货币，直接付给学生")
    GOODS = "goods", _("物品或代金券")
    THIRD = "third", _("经第三方转发")


class Housing(models.TextChoices):
    """Where interns live."""

    NONE = "none", _("不提供")
    FREE = "free", _("免费提供")
    PAID = "paid", _("收费提供")
    ALLOWANCE = "allowance", _("住房补贴")


class InternshipPost(models.Model):
    """A post at a site. Money in 分 a month; ``reasons`` maps the id of a rule that warns to why one goes on nevertheless.

    ``programmes``: codes of the catalogue, first of all those whose students are meant. ``kind``: the kind of post under which the
    enterprise counts its staff (for the 20 %). ``begins_at``–``ends_at``: a day's shift; one that ends before it begins ends next morning.
    ``minimum``: fewer than so many are not taken. ``minority_seats``: places reserved to students of minorities.
    ``entered_for``: the school that entered it for an enterprise without an account of its own.
    """

    privacy = NOT_PERSONAL

    enterprise = models.ForeignKey("enterprises.Enterprise", models.PROTECT, related_name="internship_posts", verbose_name=_("企业"))
    site = models.ForeignKey("enterprises.Site", models.PROTECT, related_name="+", verbose_name=_("工作地点"))
    title = models.CharField(_("岗位名称"), max_length=80)
    duties = models.CharField(_("工作内容"), max_length=500)
    programmes = models.JSONField(_("对口专业代码"), default=list)
    occupation_code = models.CharField(_("职业代码"), max_length=10)
    occupation = models.CharField(_("职业名称"), max_length=80)
    kind = models.ForeignKey("enterprises.PostKind", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("岗位类别"))
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    capacity = models.PositiveIntegerField(_("接收人数"))
    minimum = models.PositiveIntegerField(_("最少人数"), default=1)
    minority_seats = models.PositiveIntegerField(_("其中留给少数民族学生"), default=0)
    hours_a_day = models.DecimalField(_("每日工时"), max_digits=4, decimal_places=2)
    hours_a_week = models.DecimalField(_("每周工时"), max_digits=5, decimal_places=2)
    rest_days = models.PositiveSmallIntegerField(_("每周休息日数"), default=2)
    begins_at = models.TimeField(_("上班时间"), null=True, blank=True)
    ends_at = models.TimeField(_("下班时间"), null=True, blank=True)
    has_nights = models.BooleanField(_("有夜班"), default=False)
    has_holidays = models.BooleanField(_("法定节假日上班"), default=False)
    has_overtime = models.BooleanField(_("有加班"), default=False)
    is_repetitive = models.BooleanField(_("仅从事简单重复劳动"), default=False)
    hazards = models.JSONField(_("作业条件"), default=list, blank=True)
    labour_grade = models.PositiveSmallIntegerField(_("体力劳动强度等级"), null=True, blank=True)
    venue = models.CharField(_("场所类型"), max_length=14, choices=Venue.choices, default=Venue.ORDINARY)
    organiser = models.CharField(_("组织方式"), max_length=8, choices=Organiser.choices, default=Organiser.SCHOOL)
    pay = models.PositiveIntegerField(_("实习报酬（分/月）"), null=True, blank=True)
    trial_wage = models.PositiveIntegerField(_("相同岗位试用期工资（分/月）"), null=True, blank=True)
    post_wage = models.PositiveIntegerField(_("相同岗位工资（分/月）"), null=True, blank=True)
    lowest_grade_wage = models.PositiveIntegerField(_("最低档工资（分/月）"), null=True, blank=True)
    pay_form = models.CharField(_("支付方式"), max_length=6, choices=PayForm.choices, default=PayForm.MONEY)
    pay_days = models.PositiveSmallIntegerField(_("支付周期（天）"), default=30)
    takes_fees = models.BooleanField(_("向学生收取押金或费用"), default=False)
    housing = models.CharField(_("住宿"), max_length=10, choices=Housing.choices, default=Housing.NONE)
    reasons = models.JSONField(_("超出一般要求的理由"), default=dict, blank=True)
    entered_for = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("代为登记的学校")
    )
    state = models.CharField(_("状态"), max_length=10, choices=PostState.choices, default=PostState.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    created_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("实习岗位")
        verbose_name_plural = _("实习岗位")
        ordering = ["-starts_on", "enterprise", "title"]
        constraints = [
            states_constraint(PostState, name="internship_post_state"),
            models.UniqueConstraint(
                fields=["enterprise", "site", "title", "starts_on"], condition=~Q(state="withdrawn"), name="internship_post_once"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="internship_post_dates"),
            models.CheckConstraint(
                condition=Q(capacity__gt=0, minimum__gt=0, minimum__lte=F("capacity"), minority_seats__lte=F("capacity")),
                name="internship_post_capacity",
            ),
            models.CheckConstraint(condition=Q(hours_a_day__gt=0, hours_a_week__gt=0), name="internship_post_hours"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["enterprise", "starts_on", "ends_on"], name="internship_post_days")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("internships:post", args=[self.pk])

    @property
    def days_text(self) -> str:
        """From when to when."""
        return f"{self.starts_on:%Y-%m-%d}–{self.ends_on:%Y-%m-%d}"

    @property
    def hazard_labels(self) -> list[str]:
        """The conditions of work in words."""
        return [str(Hazard(code).label) for code in self.hazards if code in Hazard.values]

    @property
    def has_housing(self) -> bool:
        """Whether interns live with the enterprise."""
        return self.housing in (Housing.FREE, Housing.PAID)

    @property
    def mentor(self) -> str:
        """Who guides the interns, the first of them; empty where nobody is named yet."""
        first = next(iter(self.mentors.all()), None)
        return first.name if first else ""


class PostMentor(models.Model):
    """Who of the enterprise guides the interns of a post."""

    privacy = {
        "name": Personal("带教实习生", "实习结束后3年", "企业、学校、实习生"),
        "phone": Personal("联系企业导师", "实习结束后3年", "企业、学校、实习生"),
    }

    post = models.ForeignKey(InternshipPost, models.CASCADE, related_name="mentors", verbose_name=_("实习岗位"))
    name = models.CharField(_("企业导师"), max_length=40)
    title = models.CharField(_("职务或技能等级"), max_length=40, blank=True)
    phone = models.CharField(_("联系电话"), max_length=20, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("登录账号"))

    class Meta:
        verbose_name = _("企业导师")
        verbose_name_plural = _("企业导师")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["post", "name"], name="post_mentor_once")]

    def __str__(self) -> str:
        return self.name


class PostFiling(models.Model):
    """What the programme needs beyond ``rules`` (their ids), filed with the superior department before the post begins."""

    privacy = NOT_PERSONAL

    post = models.ForeignKey(InternshipPost, models.CASCADE, related_name="filings", verbose_name=_("实习岗位"))
    rules = models.JSONField(_("涉及的规定"), default=list)
    need = models.CharField(_("专业和岗位的特殊要求"), max_length=300)
    number = models.CharField(_("备案文号"), max_length=60)
    filed_with = models.CharField(_("备案部门"), max_length=60)
    filed_on = models.DateField(_("备案日期"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("特殊实习备案")
        verbose_name_plural = _("特殊实习备案")
        ordering = ["filed_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="post_filing_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.filed_on}"
