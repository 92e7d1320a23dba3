"""A brought table handed back with its wrong cells marked, to be put right and brought again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from django.http import HttpResponse
from django.utils.translation import gettext as _

from baigong.kernel.access import Request
from baigong.kernel.exchange import ImportPlan, Table, marked, read
from baigong.kernel.ui.downloads import attachment


def wrong_rows(request: Request, table: Table, planned: Callable[[bytes, str], ImportPlan]) -> HttpResponse | None:
    """The file with its wrong cells marked, where that was asked and something is wrong; else nothing, and the page takes its course."""
    file = request.FILES.get("file")
    if "marked" not in request.POST or file is None:
        return None
    content, name = file.read(), str(file.name)
    plan = planned(content, name)
    file.seek(0)
    if plan.is_clean:
        return None
    return attachment(marked(read(table, content, name), plan.issues), _("标出错误的%(name)s.xlsx") % {"name": PurePath(name).stem})
