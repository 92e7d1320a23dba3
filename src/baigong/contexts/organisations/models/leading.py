"""Leading bodies and their seats, which belong to posts and not to people."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.models.bodies import Organisation
from baigong.contexts.organisations.models.posts import Person, Post
from baigong.kernel.privacy import NOT_PERSONAL


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
