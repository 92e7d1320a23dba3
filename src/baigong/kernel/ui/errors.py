"""Error pages: what happened, to what, and what to do next. They ask the database nothing."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from baigong.kernel.ui.navigation import url_if

log = logging.getLogger("baigong.ui")
CODES = {
    "400": "bad_request", "403": "not_permitted", "404": "not_found", "405": "wrong_method", "409": "conflict", "413": "too_large",
    "422": "refused", "507": "disk_full", "csrf": "csrf", "file_lost": "file_lost",
}  # fmt: skip
"""What programs are told instead of a page: the stable codes of the envelope, by kind; anything else is ``server_error``."""


@dataclass(frozen=True)
class ErrorPage:
    """The words of one error page."""

    status: int
    title: str
    what: str
    steps: tuple[str, ...]
    home_url: str
    reference: str = ""


def _words(kind: str) -> tuple[str, str, tuple[str, ...]]:
    """Title, what happened, what to do. Kinds are the status codes and ``csrf``."""
    again = _("返回上一页，再试一次。")
    call = _("仍然不行时，请把此页的网址和时间告诉系统管理员。")
    pages = {
        "400": (_("这个请求看不懂"), _("送来的内容不完整或写错了，没有保存任何东西。"), (again, call)),
        "403": (
            _("这里不归您的职责"),
            _("您已登录，但您的职责不包括这项操作。"),
            (_("如果您应当办理此事，请本单位的账号管理员为您加上相应职责。"), _("如果您有几个账号，请确认登录的是哪一个。")),
        ),
        "404": (
            _("没有找到这一页"),
            _("网址可能写错了，记录可能已归档，或不在您可以看到的范围内。"),
            (_("检查网址。"), _("从菜单或搜索重新进入。")),
        ),
        "file_lost": (
            _("文件找不到了"),
            _("这份文件在存储中找不到了。"),
            (_("请把此页的网址和时间告诉系统运维人员，由其从备份中找回。"), _("手中有原件的，可以请填报人重新上传。")),
        ),
        "405": (
            _("这个网址不能直接打开"),
            _("它只接收从页面上提交的表单，不是一个可以看的页面；没有保存任何东西。"),
            (_("从菜单或搜索重新进入，再办一次。"), _("刚登录过的，登录之前没有办完的操作请重新提交。")),
        ),
        "409": (_("情况已经变了"), _("这条记录刚被他人处理，您的操作没有进行。"), (_("返回上一页并刷新，看清现在的情况后再办。"),)),
        "413": (_("送来的内容太大"), _("文件超过了允许的大小，没有保存。"), (_("把文件分成几份，或压缩图片后再传。"), call)),
        "422": (_("没有办理"), _("系统没有接受这次操作，没有保存任何东西。"), (_("返回上一页，按上面的说明改正后再提交。"),)),
        "csrf": (
            _("为了安全，这次提交没有接受"),
            _("页面放得太久，或浏览器没有保存登录信息，无法确认这次提交是您本人所为。没有保存任何东西。"),
            (_("返回上一页，刷新后重新提交。填写的文字可先复制下来。"), _("请允许浏览器为本站保存 Cookie。")),
        ),
        "500": (_("系统出了差错"), _("是我们的问题，不是您的。已经显示“保存成功”的内容不会丢失。"), (_("稍等片刻再试。"), call)),
        "507": (
            _("服务器没有空间了"),
            _("服务器的磁盘已满，这次送来的内容什么也没有保存；已经显示“保存成功”的内容不会丢失。"),
            (_("请告知系统管理员腾出空间。"), _("之后重新办理一次；填写的文字可先复制下来。")),
        ),
    }
    return pages.get(kind, pages["500"])


def error_page(kind: int | str, *, what: str = "", steps: Sequence[str] = (), reference: str = "") -> ErrorPage:
    """The page for a status code, ``"csrf"`` or ``"file_lost"``, with the given sentence in place of the general one."""
    title, usual, usual_steps = _words(str(kind))
    return ErrorPage(
        status={"csrf": 403, "file_lost": 404}.get(str(kind)) or int(kind),
        title=title,
        what=what or usual,
        steps=tuple(steps) or usual_steps,
        home_url=url_if("portal:home") or "/",
        reference=reference,
    )


def error_response(
    request: HttpRequest, kind: int | str, *, what: str = "", steps: Sequence[str] = (), reference: str = ""
) -> HttpResponse:
    """Answer with the error page; should the page itself fail, with its words as plain text. A program gets the API's envelope."""
    page = error_page(kind, what=what, steps=steps, reference=reference)
    if request.path.startswith(settings.API_PREFIX):
        fields = {"reference": reference} if reference else {}
        return JsonResponse(
            {"code": CODES.get(str(kind), "server_error"), "message": page.what, "fields": fields},
            status=page.status, json_dumps_params={"ensure_ascii": False},
        )  # fmt: skip
    try:
        return render(request, "ui/error.html", {"error": page}, status=page.status)
    except Exception:
        log.exception("the error page itself failed")
        text = "\n".join([page.title, page.what, *page.steps, page.reference])
        return HttpResponse(text, status=page.status, content_type="text/plain; charset=utf-8")
