"""``baigong work``: runs background jobs and what is scheduled, until told to stop."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from baigong.delivery.health import missing_migrations
from baigong.kernel.errors import Refusal
from baigong.kernel.jobs import worker


class Command(BaseCommand):
    """Work until told to stop; refuses while the database is not up to date."""

    help = "运行后台任务"

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, then work."""
        if missing := missing_migrations():
            raise Refusal(f"数据库还缺 {len(missing)} 个迁移（如 {missing[0]}），未启动。请先运行：baigong migrate", code="migrations")
        worker.work()
