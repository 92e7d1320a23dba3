"""App configuration of organisations."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "baigong.contexts.organisations"
    label = "organisations"
    verbose_name = "机构"
