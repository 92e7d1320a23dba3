"""``baigong plan read|import``: see what a plan document says, or put it before the working team as a draft."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from baigong.contexts.plans.public import Plan, import_document
from baigong.delivery.cli import plan_read
from baigong.kernel.access import SYSTEM
from baigong.kernel.errors import Refusal

FOUND = {"measures": "measure", "tasks": "task", "targets": "target", "bodies": "body"}


class Command(BaseCommand):
    """JSON on standard output; ``read`` is answered by the entry point before Django starts, and here only for others' calls."""

    help = "计划文件：read 读出内容，不触及数据库；import 导入为草稿，由工作专班核对确认"

    def add_arguments(self, parser: CommandParser) -> None:
        """Two acts."""
        acts = parser.add_subparsers(dest="act", required=True)
        read = acts.add_parser("read", help="读出措施、任务、目标和机构")
        read.add_argument("file", help="计划文件（.txt .html .docx .pdf）")
        read.add_argument("--json", action="store_true", help="输出 JSON")
        draft = acts.add_parser("import", help="导入为草稿")
        draft.add_argument("file", type=Path, help="计划文件（.txt .html .docx .pdf）")
        draft.add_argument("--amends", default="", metavar="KEY", help="是哪个计划的修订版（计划标识，如 wuwei-2020）；不给则为新计划")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read or import; exit status 1 with the reason when refused."""
        if options["act"] == "read":
            if status := plan_read.run([options["file"], *(["--json"] if options["json"] else [])]):
                raise SystemExit(status)
            return
        plan = Plan.objects.filter(key=options["amends"]).first() if options["amends"] else None
        if options["amends"] and plan is None:
            raise Refusal(f"没有标识为“{options['amends']}”的计划。", code="unknown_plan")
        file: Path = options["file"]
        try:
            data = file.read_bytes()
        except FileNotFoundError:
            raise Refusal(f"找不到文件“{file}”，请核对路径。", code="missing") from None
        except OSError as error:
            raise Refusal(f"读不了“{file}”（{error.strerror}）。", code="unreadable") from error
        document = import_document(actor=SYSTEM, now=timezone.localtime(), data=data, file_name=file.name, plan=plan)
        kinds = list(document.items.values_list("kind", flat=True))
        found = {key: kinds.count(kind) for key, kind in FOUND.items()}
        address = settings.SITE_ADDRESS + document.get_absolute_url()
        said = {"document": document.pk, "title": document.title, "version": document.version, "address": address, **found}
        self.stdout.write(json.dumps({**said, "warnings": document.warnings}, ensure_ascii=False))
        self.stderr.write(f"已导入为草稿，尚未进入台账。请工作专班核对确认：{address}")
