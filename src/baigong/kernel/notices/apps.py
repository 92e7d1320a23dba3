"""App configuration of notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "baigong.kernel.notices"
    label = "notices"
    verbose_name = "通知"
