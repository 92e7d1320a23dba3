"""Files that wait for the confirmation of who uploaded them."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import Personal


class ImportDraft(models.Model):
    """A file read and compared, waiting for the person who uploaded it to confirm. Confirmed or put aside, the row goes."""

    privacy = {
        "plan": Personal("核对导入内容", "确认或放弃即删除", "上传者本人"),
        "marked": Personal("改正导入内容", "确认或放弃即删除", "上传者本人"),
    }

    table = models.CharField(_("表"), max_length=30)
    filename = models.CharField(_("文件名"), max_length=200)
    plan = models.TextField(_("导入计划"))
    marked = models.BinaryField(_("标出错误的文件"), default=bytes)
    uploaded_by = models.BigIntegerField(_("上传者"))
    uploaded_at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = _("待确认的导入")
        verbose_name_plural = _("待确认的导入")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        """The page that shows what the file would do."""
        return reverse("organisations:import-plan", args=[self.pk])
