"""App configuration of indicators: snapshots and the values computed from them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "baigong.kernel.indicators"
    label = "indicators"
    verbose_name = _("指标")
