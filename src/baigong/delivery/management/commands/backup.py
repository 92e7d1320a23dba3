"""``baigong backup FILE``: database and files in one archive."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from baigong.delivery.backup import back_up


class Command(BaseCommand):
    """Write a backup; JSON about it on standard output."""

    help = "把数据库和文件备份成一个文件（不含密钥），网站照常运行"

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("file", type=Path, help="如 /srv/backup/2026-11-23.tar.gz")
        parser.add_argument("--force", action="store_true", help="覆盖已有的文件")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it."""
        manifest = back_up(options["file"], now=timezone.localtime(), force=options["force"])
        said = {"file": str(options["file"]), "bytes": options["file"].stat().st_size, "database": manifest["database"]}
        self.stdout.write(json.dumps({**said, "parts": len(manifest["parts"]), "made_at": manifest["made_at"]}, ensure_ascii=False))
        self.stderr.write("密钥不在备份里，请另行保存 BAIGONG_SECRET_KEY 和 BAIGONG_FIELD_KEY。")
