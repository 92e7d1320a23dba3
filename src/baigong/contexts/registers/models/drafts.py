"""A file that somebody uploaded and has not yet confirmed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import Personal


class Draft(models.Model):
    """An uploaded file as it came, with the plan that was shown (``summary``). It ends as batches or is put aside, and the file goes.

    ``mended`` holds the rows that were wrong and have been mended since, under their numbers in the file.
    """

    privacy = {
        "file": Personal("核对后入库", "确认或放弃时删除，无人处理的到期删除", "本单位、工作专班；整个文件加密存放"),
        "mended": Personal("核对后入库", "确认或放弃时删除，无人处理的到期删除", "本单位、工作专班；整个文件加密存放"),
        "summary": Personal("核对后入库", "确认或放弃时删除，无人处理的到期删除", "本单位、工作专班；证号只存掩码"),
    }

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("报送单位"))
    standard = models.CharField(_("标准"), max_length=30)
    table = models.CharField(_("数据表"), max_length=60, blank=True)
    file = models.FileField(_("文件"), upload_to="returns/drafts", max_length=200)
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(_("摘要"), max_length=64)
    mended = models.FileField(_("改好的行"), upload_to="returns/drafts", max_length=200, blank=True)
    mended_name = models.CharField(_("改好的文件名"), max_length=200, blank=True)
    summary = models.JSONField(_("导入计划"), default=list)
    uploaded_at = models.DateTimeField(_("上传时间"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("上传人"))

    class Meta:
        verbose_name = _("待确认的文件")
        verbose_name_plural = _("待确认的文件")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """The page on which it is confirmed."""
        return reverse("registers:draft", args=[self.pk])
