"""Posts, the people who hold them, and from which day to which."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.models.bodies import Organisation
from baigong.contexts.organisations.models.spans import overlaps
from baigong.kernel.privacy import NOT_PERSONAL, Personal


class Person(models.Model):
    """Somebody who holds a post. Only the name: posts and dates are elsewhere, accounts are in ``accounts``."""

    privacy = {"name": Personal("任职与会议记录", "任职期间及档案规定的年限", "公开职务的姓名随文件公开；其余限内部")}

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
