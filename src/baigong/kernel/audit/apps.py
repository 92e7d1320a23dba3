"""App configuration of the audit log."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "baigong.kernel.audit"
    label = "audit"
    verbose_name = _("审计")
