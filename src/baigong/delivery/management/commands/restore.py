"""``baigong restore FILE``: database and files as they were at the backup."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from baigong.delivery.backup import restore
from baigong.delivery.health import missing_migrations


class Command(BaseCommand):
    """Restore a backup; refuses to overwrite without ``--force``."""

    help = "用备份恢复数据库和文件；请先停止网站和后台任务"

    def add_arguments(self, parser: CommandParser) -> None:
        """Where from."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="取代现有的数据和文件")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, and say what to do next."""
        manifest = restore(options["file"], force=options["force"])
        missing = missing_migrations()
        self.stdout.write(json.dumps({"made_at": manifest["made_at"], "parts": len(manifest["parts"]), "missing_migrations": len(missing)}))
        if missing:
            self.stderr.write("备份来自较早的版本。请接着运行：baigong migrate")
