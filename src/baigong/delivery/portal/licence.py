"""Under what terms the open data may be used: what the bureau has named, or that it has named nothing yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Licence:
    """The address of the licence ("" where none is named), and what to tell readers."""

    address: str
    words: str


def licence() -> Licence:
    """The terms as they stand."""
    address = settings.OPEN_DATA_LICENCE
    if address:
        return Licence(address, _("按所指定的许可协议使用；引用请注明来源和取用日期。"))
    return Licence("", _("使用许可由公开机关确定，尚未指定许可协议；引用请注明来源和取用日期。"))
