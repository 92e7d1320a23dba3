"""What the context registers at start: menu, search, words of the log."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.organisations import events  # noqa: F401  (what it publishes)
from baigong.contexts.organisations.access import IMPORTS, LEADING_BODIES, ORGANISATIONS, POSTS
from baigong.contexts.organisations.listings import find_posts
from baigong.contexts.organisations.models import Organisation, Post, PostHolding
from baigong.kernel.audit.words import register_words
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav

register_nav(
    [
        NavItem("bodies", gettext_lazy("机构名录"), "organisations:organisation-list", "building-bank", policy=ORGANISATIONS, order=10),
        NavItem("bodies", gettext_lazy("领导机构"), "organisations:leading-body-list", "users-group", policy=LEADING_BODIES, order=20),
        NavItem(
            "bodies", gettext_lazy("导入导出"), "organisations:import-index", "file-spreadsheet", policy=IMPORTS, action="create", order=90
        ),
    ]
)


def _kind(body: Organisation) -> str:
    ended = _("已撤并") if body.ended_on else ""
    return " · ".join(part for part in (body.get_kind_display(), body.name if body.short_name else "", ended) if part)


def _find_posts(rows: QuerySet[Post], text: str) -> QuerySet[Post]:
    """A post by unit, title and remit, or by whoever holds it now."""
    present = PostHolding.objects.filter(post=OuterRef("pk"), until_on=None).values("person__name")[:1]
    return find_posts(rows.annotate(holder=Subquery(present)), text)


def _holder_and_remit(post: Post) -> str:
    return " · ".join(part for part in (getattr(post, "holder", None), post.remit) if part)


searchable(
    Searchable(
        ORGANISATIONS,
        gettext_lazy("机构"),
        ("name", "short_name", "aliases__name", "names__name", "credit_code"),
        detail=_kind,
        icon="building-bank",
    ),
    Searchable(
        POSTS,
        gettext_lazy("职务"),
        ("organisation__name", "organisation__short_name", "title", "remit"),
        detail=_holder_and_remit,
        select=("organisation",),
        icon="id-badge-2",
        find=_find_posts,
    ),
    Searchable(
        LEADING_BODIES,
        gettext_lazy("领导机构"),
        ("name", "short_name", "basis"),
        title=lambda body: body.name,
        detail=lambda body: body.basis,
        icon="users-group",
    ),
)
register_words(
    {
        "organisations.organisation.created": gettext_lazy("登记机构"),
        "organisations.organisation.edited": gettext_lazy("修改机构信息"),
        "organisations.organisation.renamed": gettext_lazy("机构更名"),
        "organisations.organisation.moved": gettext_lazy("调整隶属关系"),
        "organisations.organisation.ended": gettext_lazy("撤并机构"),
        "organisations.organisation.restored": gettext_lazy("恢复误撤的机构"),
        "organisations.organisation.exported": gettext_lazy("导出机构名录"),
        "organisations.organisation.alias_added": gettext_lazy("登记别名"),
        "organisations.organisation.alias_removed": gettext_lazy("删除别名"),
        "organisations.collective.defined": gettext_lazy("设定统称"),
        "organisations.importdraft.confirmed": gettext_lazy("导入机构和职务"),
        "organisations.importdraft.discarded": gettext_lazy("放弃导入"),
        "organisations.post.exported": gettext_lazy("导出职务名录"),
        "organisations.leadingbody.formed": gettext_lazy("成立领导机构"),
        "organisations.leadingbody.edited": gettext_lazy("修改领导机构"),
        "organisations.leadingbody.dissolved": gettext_lazy("撤销领导机构"),
        "organisations.leadingbody.exported": gettext_lazy("导出领导机构"),
        "organisations.leadingbody.seat_added": gettext_lazy("增设席位"),
        "organisations.leadingbody.seat_edited": gettext_lazy("修改席位"),
        "organisations.leadingbody.seat_ended": gettext_lazy("撤销席位"),
        "organisations.leadingbody.member_named": gettext_lazy("确定成员"),
        "organisations.person.added": gettext_lazy("登记人员"),
        "organisations.post.created": gettext_lazy("设立职务"),
        "organisations.post.edited": gettext_lazy("修改职务"),
        "organisations.post.abolished": gettext_lazy("撤销职务"),
        "organisations.post.appointed": gettext_lazy("任职"),
        "organisations.post.vacated": gettext_lazy("免职"),
        "organisations.post.holding_corrected": gettext_lazy("更正任职"),
    }
)
