"""Who exists: bodies in a tree with their names over time, their posts and holders, and the leading bodies made of posts."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.identifiers import check_credit_code
from baigong.kernel.privacy import NOT_PERSONAL, Personal


class OrganisationKind(models.TextChoices):
    """What a body is. The kinds are those a city's plan speaks of."""

    CITY = "city", _("市级政府")
    PARTY_BODY = "party_body", _("党委部门")
    DEPARTMENT = "department", _("政府部门")
    AGENCY = "agency", _("垂直管理及驻地单位")
    INSTITUTION = "institution", _("事业单位")
    MASS_ORGANISATION = "mass_organisation", _("群团组织")
    COUNTY = "county", _("县区政府")
    COUNTY_BUREAU = "county_bureau", _("县区部门")
    SECONDARY_SCHOOL = "secondary_school", _("中等职业学校")
    COLLEGE = "college", _("高等职业院校")
    ENTERPRISE = "enterprise", _("企业")
    BASE = "base", _("基地")
    SOCIETY = "society", _("社会组织")
    SUPERIOR = "superior", _("上级及外地单位")


SCHOOL_KINDS = (OrganisationKind.SECONDARY_SCHOOL, OrganisationKind.COLLEGE)


class Organisation(models.Model):
    """A body. ``path`` is its place in the tree (ids of its ancestors and itself, each ended by a full stop).

    ``name`` is the present name; earlier ones are ``OrganisationName`` rows. A body that ended keeps its row with ``ended_on``.
    """

    privacy = NOT_PERSONAL

    name = models.CharField(_("名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    kind = models.CharField(_("类别"), max_length=20, choices=OrganisationKind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级"))
    path = models.CharField(_("路径"), max_length=120, unique=True, editable=False, db_index=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, validators=[check_credit_code])
    moe_code = models.CharField(_("学校标识码"), max_length=10, blank=True)
    division_code = models.CharField(_("行政区划代码"), max_length=6, blank=True)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    ended_on = models.DateField(_("撤并日期"), null=True, blank=True)
    note = models.CharField(_("备注"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("排序"), default=500)

    class Meta:
        verbose_name = _("机构")
        verbose_name_plural = _("机构")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["credit_code"], condition=~Q(credit_code=""), name="organisation_credit_code"),
            models.UniqueConstraint(fields=["name"], condition=Q(ended_on=None), name="organisation_living_name"),
            models.CheckConstraint(condition=Q(ended_on=None) | Q(founded_on=None) | Q(ended_on__gte=F("founded_on")),
                                   name="organisation_ends_after_start"),
            models.CheckConstraint(condition=Q(kind__in=OrganisationKind.values), name="organisation_kind"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        """The body's page."""
        return reverse("organisations:organisation", args=[self.pk])

    def clean(self) -> None:
        """A parent may not stand below its own child."""
        if self.pk and self.parent is not None and self.parent.path.startswith(self.path):
            raise ValidationError({"parent": _("上级不能是本机构或其下级。")})

    @property
    def is_living(self) -> bool:
        """Whether nobody has ended the body, whatever the day."""
        return self.ended_on is None

    def exists_on(self, day: date) -> bool:
        """Whether the body exists on a day. ``ended_on`` is its last day; an unknown beginning is long ago."""
        return contains((self.founded_on, self.ended_on), day)


class OrganisationName(models.Model):
    """A former name, borne until ``until_on`` (its last day); the rename is an act with a basis (a document, a reform plan)."""

    privacy = NOT_PERSONAL

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="names", verbose_name=_("机构"))
    name = models.CharField(_("名称"), max_length=120)
    from_on = models.DateField(_("起"), null=True, blank=True)
    until_on = models.DateField(_("止"))
    basis = models.CharField(_("更名依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("名称沿革")
        verbose_name_plural = _("名称沿革")
        ordering = ["until_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(from_on=None) | Q(until_on__gte=F("from_on")), name="former_name_ends_after_start"),
            models.UniqueConstraint(fields=["organisation", "until_on"], name="former_name_ends_once_a_day"),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationAlias(models.Model):
    """Another way documents write a body's name: 市发委 and 市发展改革委 are one body."""

    privacy = NOT_PERSONAL

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="aliases", verbose_name=_("机构"))
    name = models.CharField(_("写法"), max_length=120, unique=True)
    source = models.CharField(_("出处"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("别名")
        verbose_name_plural = _("别名")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SuccessionKind(models.TextChoices):
    """How one body's duties came to another."""

    REORGANISED = "reorganised", _("改组")
    MERGED = "merged", _("并入")
    SPLIT = "split", _("拆分")


class Succession(models.Model):
    """From ``on``, the successor bears the duties of the predecessor (市扶贫办 → 市乡村振兴局)."""

    privacy = NOT_PERSONAL

    predecessor = models.ForeignKey(Organisation, models.PROTECT, related_name="successions", verbose_name=_("原机构"))
    successor = models.ForeignKey(Organisation, models.PROTECT, related_name="inheritances", verbose_name=_("承接机构"))
    kind = models.CharField(_("方式"), max_length=12, choices=SuccessionKind.choices)
    on = models.DateField(_("日期"))
    basis = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("机构承接")
        verbose_name_plural = _("机构承接")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Collective(models.Model):
    """A collective name in documents (各县区, 各职业院校) and the rule that says whom it means on a day.

    ``writings`` are other ways to write it; ``kinds`` and ``within`` (the subtree of a body) say who is meant.
    """

    privacy = NOT_PERSONAL

    name = models.CharField(_("统称"), max_length=60, unique=True)
    writings = models.JSONField(_("其他写法"), default=list, blank=True)
    kinds = models.JSONField(_("机构类别"), default=list)
    within = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("范围"))

    class Meta:
        verbose_name = _("统称")
        verbose_name_plural = _("统称")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody who holds a post. Only the name: posts and dates are elsewhere, accounts are in ``accounts``."""

    privacy = {"name": Personal("任职与会议记录", "任职期间及档案规定的年限", "公开职务的姓名随文件公开; 其余限内部")}

    name = models.CharField(_("姓名"), max_length=60)
    note = models.CharField(_("备注"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A duty post at a body (市教育局局长). A rank (三级调研员) is not a post.

    Where a body has several posts of one title (three 副局长), ``remit`` tells them apart: one post has one holder at a time.
    """

    privacy = NOT_PERSONAL

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts", verbose_name=_("机构"))
    title = models.CharField(_("职务"), max_length=80)
    remit = models.CharField(_("分工"), max_length=80, blank=True)
    is_head = models.BooleanField(_("主要负责人"), default=False)
    abolished_on = models.DateField(_("撤销日期"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("排序"), default=100)

    class Meta:
        verbose_name = _("职务")
        verbose_name_plural = _("职务")
        ordering = ["organisation__order", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "title", "remit"], name="post_once")]

    def __str__(self) -> str:
        return f"{self.organisation}{self.title}"

    def get_absolute_url(self) -> str:
        """The post's page with its holders."""
        return reverse("organisations:post", args=[self.pk])

    @property
    def full_title(self) -> str:
        """The title with the remit that tells it from others of the same title: 副市长（分管教育工作）."""
        return f"{self.title}（{self.remit}）" if self.remit else self.title


class PostHolding(models.Model):
    """Who held a post from which day to which. ``from_on`` is the first day, ``until_on`` the last; open ends are null."""

    privacy = NOT_PERSONAL

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings", verbose_name=_("职务"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings", verbose_name=_("人员"))
    from_on = models.DateField(_("起"), null=True, blank=True)
    until_on = models.DateField(_("止"), null=True, blank=True)
    basis = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on=None) | Q(from_on=None) | Q(until_on__gte=F("from_on")),
                                   name="holding_ends_after_start"),
            models.UniqueConstraint(fields=["post"], condition=Q(until_on=None), name="one_present_holder"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.post}: {self.person}"

    def clean(self) -> None:
        """One holder at a time: overlaps with another holding of the post are refused."""
        others = PostHolding.objects.filter(post=self.post).exclude(pk=self.pk)
        for other in others:
            if overlaps((self.from_on, self.until_on), (other.from_on, other.until_on)):
                raise ValidationError(_("%(post)s 在此期间由 %(person)s 担任。") % {"post": self.post, "person": other.person})


class LeadingBodyKind(models.TextChoices):
    """What a leading body is; its chair is called accordingly."""

    GROUP = "group", _("领导小组")
    CONFERENCE = "conference", _("联席会议")
    COMMITTEE = "committee", _("委员会")


class LeadingBody(models.Model):
    """A leading group, joint conference or committee. Its members are posts, so a successor in the post is a member at once."""

    privacy = NOT_PERSONAL

    name = models.CharField(_("名称"), max_length=120, unique=True)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    kind = models.CharField(_("形式"), max_length=12, choices=LeadingBodyKind.choices, default=LeadingBodyKind.GROUP)
    office_at = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="offices_hosted", verbose_name=_("办公室设在")
    )
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    formed_on = models.DateField(_("成立日期"), null=True, blank=True)
    dissolved_on = models.DateField(_("撤销日期"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("排序"), default=100)

    class Meta:
        verbose_name = _("领导机构")
        verbose_name_plural = _("领导机构")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dissolved_on=None) | Q(formed_on=None) | Q(dissolved_on__gte=F("formed_on")),
                name="leading_body_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        """The body's page with its members today."""
        return reverse("organisations:leading-body", args=[self.pk])


class SeatRole(models.TextChoices):
    """What a seat does in its body."""

    CHAIR = "chair", _("组长/召集人")
    DEPUTY = "deputy", _("副组长/副召集人")
    MEMBER = "member", _("成员")
    OFFICE_DIRECTOR = "office_director", _("办公室主任")
    OFFICE_DEPUTY = "office_deputy", _("办公室副主任")


CHAIR_WORDS = {
    LeadingBodyKind.GROUP: (_("组长"), _("副组长")),
    LeadingBodyKind.CONFERENCE: (_("召集人"), _("副召集人")),
    LeadingBodyKind.COMMITTEE: (_("主任"), _("副主任")),
}


class Seat(models.Model):
    """A membership of a post. Where the document lists somebody by rank alone, ``post`` is empty and ``rank_title`` says so:
    no successor can be inferred, and the unit (``organisation``) must be asked."""

    privacy = NOT_PERSONAL

    body = models.ForeignKey(LeadingBody, models.CASCADE, related_name="seats", verbose_name=_("领导机构"))
    role = models.CharField(_("角色"), max_length=16, choices=SeatRole.choices)
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="seats", verbose_name=_("职务"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="seats_by_rank", verbose_name=_("单位")
    )
    rank_title = models.CharField(_("职级"), max_length=60, blank=True)
    named_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="seats_by_rank", verbose_name=_("文件所列人员")
    )
    from_on = models.DateField(_("起"), null=True, blank=True)
    until_on = models.DateField(_("止"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("排序"), default=100)

    class Meta:
        verbose_name = _("席位")
        verbose_name_plural = _("席位")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False) | (Q(organisation__isnull=False) & ~Q(rank_title="")), name="seat_of_post_or_rank"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(from_on=None) | Q(until_on__gte=F("from_on")), name="seat_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(role__in=SeatRole.values), name="seat_role"),
            models.UniqueConstraint(fields=["body", "role", "post"], condition=Q(until_on=None, post__isnull=False), name="seat_once"),
        ]

    def __str__(self) -> str:
        return str(self.post or f"{self.organisation}{self.rank_title}")

    @property
    def role_label(self) -> str:
        """The role as this kind of body calls it: 召集人 of a conference, 组长 of a group."""
        chair, deputy = CHAIR_WORDS[LeadingBodyKind(self.body.kind)]
        words = {SeatRole.CHAIR: chair, SeatRole.DEPUTY: deputy}
        return str(words.get(SeatRole(self.role), SeatRole(self.role).label))

    @property
    def is_by_rank(self) -> bool:
        """Whether the member is listed by rank alone, so that nobody can be said to succeed."""
        return self.post_id is None


Range = tuple[date | None, date | None]


def contains(span: Range, day: date) -> bool:
    """Whether a closed date range with open ends (``None``) holds a day."""
    first, last = span
    return (first is None or first <= day) and (last is None or day <= last)


def overlaps(a: Range, b: Range) -> bool:
    """Whether two closed date ranges with open ends (``None``) share a day."""
    (a_first, a_last), (b_first, b_last) = a, b
    starts_in_time = a_first is None or b_last is None or a_first <= b_last
    ends_late_enough = a_last is None or b_first is None or a_last >= b_first
    return starts_in_time and ends_late_enough
