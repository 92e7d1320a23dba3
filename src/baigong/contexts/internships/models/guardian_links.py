"""Links by which a guardian, who has no account, signs in the system."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.models.placements import KEPT, SEEN, Placement
from baigong.kernel.links import OneTimeLink, link_constraints
from baigong.kernel.privacy import Personal


class GuardianLink(OneTimeLink):
    """A link for the guardian on record of one placement; the second fact is the end of the recorded phone.

    ``binds``: a keyed digest of the guardian on record and of the words to be signed; where either has changed since, the link is dead.
    """

    privacy = {
        "name": Personal("监护人签字", KEPT, SEEN),
        "token_digest": Personal("监护人签字链接", KEPT, "不显示", is_sensitive=True),
        "binds": Personal("核对监护人和所签内容", KEPT, "不显示", is_sensitive=True),
    }

    given_by = _("学校")
    second_fact = _("电话后四位")

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="guardian_links", verbose_name=_("实习安排"))
    name = models.CharField(_("监护人"), max_length=80)
    binds = models.CharField(_("所签内容和监护人的摘要"), max_length=64)
    opened_at = models.DateTimeField(_("核对通过时间"), null=True, blank=True)

    class Meta(OneTimeLink.Meta):
        verbose_name = _("监护人签字链接")
        verbose_name_plural = _("监护人签字链接")
        constraints = link_constraints("placement", name="guardian_link")

    def __str__(self) -> str:
        return f"{self.name}"
