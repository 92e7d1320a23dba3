"""App configuration of the audit log."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "baigong.kernel.audit"
    label = "audit"
    verbose_name = "审计"
