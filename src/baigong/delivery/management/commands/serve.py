"""``baigong serve``: the pages, by granian; with ``--with-worker`` the background jobs beside them."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from baigong.delivery.health import missing_migrations
from baigong.delivery.processes import refuse_taken, run_together
from baigong.kernel.errors import Refusal


def port(text: str) -> int:
    """A number that a port can have; argparse says the rest."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ArgumentTypeError(f"端口是 1 到 65535 的整数，不是“{text}”")
    return int(text)


class Command(BaseCommand):
    """Serve until told to stop; refuses while the database is not up to date."""

    help = "启动网站；加 --with-worker 同时启动后台任务"

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen, and how many answer at once."""
        parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只供本机")
        parser.add_argument("--port", type=port, default=8000, help="端口，默认 8000")
        parser.add_argument("--processes", type=int, default=1, help="进程数；默认的数据库用 1 个即可")
        parser.add_argument("--threads", type=int, default=8, help="每个进程同时答复的请求数")
        parser.add_argument("--with-worker", action="store_true", help="同时运行后台任务 (baigong work)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check what serving needs, then run."""
        if missing := missing_migrations():
            raise Refusal(f"数据库还缺 {len(missing)} 个迁移（如 {missing[0]}），未启动。请先运行：baigong migrate", code="migrations")
        if settings.PRODUCTION and not (settings.STATIC_ROOT / "staticfiles.json").exists():
            raise Refusal(
                f"{settings.STATIC_ROOT} 中没有样式等静态文件，未启动。请先运行：baigong collectstatic --no-input", code="static_files"
            )
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baigong.settings")
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        refuse_taken(options["host"], options["port"])
        commands = {"web": self._web(**options)}
        if options["with_worker"]:
            commands["worker"] = [sys.executable, "-m", "baigong", "work"]
        self.stderr.write(
            f"百工 http://{'localhost' if options['host'] == '127.0.0.1' else options['host']}:{options['port']}  Ctrl-C 停止"
        )
        status = run_together(commands)
        if status:
            raise SystemExit(status)

    def _web(self, **options: Any) -> list[str]:
        return [
            sys.executable, "-m", "granian", "baigong.delivery.wsgi:application",
            "--interface", "wsgi",
            "--host", options["host"], "--port", str(options["port"]),
            "--workers", str(options["processes"]),
            "--blocking-threads", str(options["threads"]),
            "--backpressure", str(options["threads"] * 8),
            "--workers-kill-timeout", "10",
            "--respawn-failed-workers",
            "--log-level", "error",
        ]  # fmt: skip
