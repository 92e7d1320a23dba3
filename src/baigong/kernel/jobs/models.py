"""A job as people see it: what runs, how far it is, what came of it; and the workers that were seen."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.access import Allow, Policy
from baigong.kernel.privacy import NOT_PERSONAL
from baigong.kernel.workflow import states_constraint


class JobState(models.TextChoices):
    """A killed worker leaves ``running``; the job is delivered again and another worker finishes it."""

    QUEUED = "queued", _("等待")
    RUNNING = "running", _("进行中")
    DONE = "done", _("完成")
    FAILED = "failed", _("失败")


class Job(models.Model):
    """One piece of background work. ``arguments`` holds ids and plain values only.

    ``worker`` (``host:process``) says who runs it, so that a job whose worker is gone can be told from a slow one.
    """

    privacy = NOT_PERSONAL

    kind = models.CharField(_("种类"), max_length=80)
    label = models.CharField(_("名称"), max_length=200)
    arguments = models.JSONField(_("参数"), default=dict)
    state = models.CharField(_("状态"), max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveIntegerField(_("已完成"), default=0)
    total = models.PositiveIntegerField(_("总数"), default=0)
    message = models.CharField(_("说明"), max_length=300, blank=True)
    result = models.JSONField(_("结果"), null=True)
    error = models.TextField(_("错误"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    worker = models.CharField(_("执行者"), max_length=120, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("发起人"))
    created_at = models.DateTimeField(_("提交时间"))
    started_at = models.DateTimeField(_("开始时间"), null=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        verbose_name = _("后台任务")
        verbose_name_plural = _("后台任务")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["worker"], condition=models.Q(state="running"), name="job_running_by")]
        constraints = [states_constraint(JobState, name="job_state")]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """The job's page."""
        return reverse("jobs:job", args=[self.pk])

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {JobState.DONE, JobState.FAILED}


class Worker(models.Model):
    """A worker process and when it was last seen; without one, jobs wait and their page says so."""

    privacy = NOT_PERSONAL

    name = models.CharField(_("执行者"), max_length=120, unique=True)
    started_at = models.DateTimeField(_("开始时间"))
    seen_at = models.DateTimeField(_("最近出现"), db_index=True)

    class Meta:
        verbose_name = _("后台进程")
        verbose_name_plural = _("后台进程")
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return self.name


JOB_POLICY = Policy(Job, [Allow.of("view", mine="requested_by_id")])
