"""Links by which a learner whose account was opened at a desk comes to a sign-in of his own."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models.people import Learner
from baigong.kernel.links import OneTimeLink, link_constraints
from baigong.kernel.privacy import Personal


class SignInLink(OneTimeLink):
    """A link for one learner; the second fact is the document's number."""

    privacy = {"token_digest": Personal("本人登录链接", "账户注销后3年", "不显示", is_sensitive=True)}
    given_by = _("办理单位")
    second_fact = _("证件号码")

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="sign_in_links", verbose_name=_("学分账户"))

    class Meta(OneTimeLink.Meta):
        verbose_name = _("本人登录链接")
        verbose_name_plural = _("本人登录链接")
        constraints = link_constraints("learner", name="sign_in_link")

    def __str__(self) -> str:
        return str(self.learner)
