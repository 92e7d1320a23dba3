"""App configuration of plans."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "baigong.contexts.plans"
    label = "plans"
