"""Navigation and search of requests upward."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.access import REQUEST_POLICY
from baigong.kernel.audit.words import register_words
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav

register_nav([NavItem("plan", _("争取上级支持"), "plans:current-requests", "send", policy=REQUEST_POLICY, order=60)])
searchable(Searchable(REQUEST_POLICY, _("争取支持事项"), ("title", "statement", "addressed_to"), icon="send"))
register_words(
    {
        "plans.supportrequest.listed": _("列入争取支持事项"),
        "plans.supportrequest.edited": _("修改争取支持事项"),
        "plans.supportrequest.exported": _("导出争取支持事项"),
    }
)
