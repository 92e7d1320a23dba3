"""Every component on one page, filled with sample content: for whoever builds a page, and for the eyes of the designer.

Mounted at ``/ui/gallery/`` outside production. Nothing here reads or writes a table.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render

from baigong.kernel.access import Request, public
from baigong.kernel.ui import gallery_samples as samples
from baigong.kernel.ui.errors import error_response
from baigong.kernel.ui.icons import icon_names


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="会议名称", max_length=60, help_text="写全称，如“职业教育工作联席会议第三次会议”。")
    held_on = forms.DateField(label="召开日期", widget=forms.DateInput)
    kind = forms.ChoiceField(label="会议类别", choices=[("", "请选择"), ("joint", "联席会议"), ("lead", "领导小组会议")])
    count = forms.IntegerField(label="参会人数", min_value=1, max_value=500, required=False)
    bodies = forms.MultipleChoiceField(
        label="参会单位",
        choices=[("edu", "市教育局"), ("hr", "市人社局"), ("fin", "市财政局"), ("dev", "市发展改革委")],
        widget=forms.CheckboxSelectMultiple,
        help_text="按签到表勾选。",
    )
    way = forms.ChoiceField(label="召开方式", choices=[("hall", "现场"), ("video", "视频")], widget=forms.RadioSelect, required=False)
    minutes = forms.CharField(label="会议纪要", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    paper = forms.FileField(label="签发稿", required=False, help_text="PDF 或 Word，不超过 20 MB。")
    is_open = forms.BooleanField(label="向社会公开本纪要", required=False)


@public
def gallery(request: Request, shell: str = "") -> HttpResponse:
    """The gallery; ``shell`` shows one of the other shells or an error page instead."""
    if shell in samples.ERRORS:
        return error_response(request, shell, reference="7f3a-0192" if shell == "500" else "")
    if shell in ("portal", "plain", "print"):
        return render(request, f"ui/gallery_{shell}.html", {"day": samples.DAY})
    if shell == "list":
        return samples.LISTING.respond(request, cast(Any, samples.rows()), "ui/gallery_list.html")
    if shell == "empty":
        return samples.LISTING.respond(request, cast(Any, samples.SampleRows([])), "ui/gallery_list.html")
    if shell:
        raise Http404
    if request.GET.get("message"):
        messages.success(request, "已保存“职业教育工作联席会议第三次会议”。")
        messages.error(request, "签发稿没有上传：文件 31.2 MB，超过 20 MB。请压缩后再传。")
    wrong = SampleForm({"wrong-title": "", "wrong-held_on": "2026-13-45", "wrong-count": "0"}, prefix="wrong")
    context: dict[str, Any] = {
        "day": samples.DAY,
        "now": samples.NOW,
        "form": SampleForm(initial={"held_on": dt.date(2026, 11, 20), "title": "联席会议第三次会议"}),
        "wrong_form": wrong,
        "steps": samples.STEPS,
        "entries": samples.ENTRIES,
        "charts": samples.CHARTS,
        "icons": sorted(icon_names()),
        "tones": ["neutral", "info", "good", "warn", "bad"],
    }
    return render(request, "ui/gallery.html", context)
