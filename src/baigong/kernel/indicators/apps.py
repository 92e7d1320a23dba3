"""App configuration of indicators: snapshots and the values computed from them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "baigong.kernel.indicators"
    label = "indicators"
    verbose_name = _("指标")

    def ready(self) -> None:
        """Words of the log."""
        from baigong.kernel.audit.words import register_words

        register_words(
            {
                "indicators.indicator.exported": _("导出指标"),
                "indicators.snapshot.taken": _("生成数据快照"),
                "indicators.snapshot.verified": _("校验数据快照"),
                "indicators.snapshot.exported": _("导出数据快照目录"),
                "indicators.snapshot.thinned": _("按保留期清理数据快照"),
                "indicators.records.exported": _("导出指标背后的记录"),
            }
        )
