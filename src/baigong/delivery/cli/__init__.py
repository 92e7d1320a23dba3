"""``baigong``: the entry point. Groups are Django management commands; ``plan read`` needs no Django and starts fast."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.core.management.base import BaseCommand


def main() -> None:
    """Run one command; exit status 0 done, 1 refused with the reason, 2 wrong usage."""
    if sys.argv[1:3] == ["plan", "read"]:
        from baigong.delivery.cli import plan_read

        raise SystemExit(plan_read.run(sys.argv[3:]))
    if sys.argv[1:] == ["secret"]:
        from baigong.delivery.cli import secret

        sys.stdout.write("".join(f"{line}\n" for line in secret.lines()))
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baigong.settings")
    from django.core.management import ManagementUtility, get_commands

    from baigong.kernel.errors import Refusal

    class Commands(ManagementUtility):
        """Django's, but an unknown command is wrong usage (2) and not a refusal (1)."""

        def fetch_command(self, subcommand: str) -> BaseCommand:
            if subcommand not in get_commands():
                sys.stderr.write(f"没有命令 {subcommand}。baigong help 列出所有命令。\n")
                raise SystemExit(2)
            return super().fetch_command(subcommand)

    try:
        Commands(["baigong", *sys.argv[1:]]).execute()
    except Refusal as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        raise SystemExit(1) from None
