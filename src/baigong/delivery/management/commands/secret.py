"""``baigong secret`` for ``baigong help``; the entry point answers it before Django starts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from baigong.delivery.cli import secret


class Command(BaseCommand):
    """Print fresh secrets."""

    help = "生成正式运行所需的两个密钥（不保存）"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them."""
        for line in secret.lines():
            self.stdout.write(line)
