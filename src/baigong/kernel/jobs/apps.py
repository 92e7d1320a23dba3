"""App configuration of background jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "baigong.kernel.jobs"
    label = "jobs"
    verbose_name = "后台任务"
