"""App configuration of publications."""

from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "baigong.contexts.publications"
    label = "publications"
