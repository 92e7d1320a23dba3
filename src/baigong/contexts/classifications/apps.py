"""App configuration of classifications."""

from django.apps import AppConfig


class ClassificationsConfig(AppConfig):
    name = "baigong.contexts.classifications"
    label = "classifications"
