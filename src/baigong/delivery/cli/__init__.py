"""``baigong``: the entry point. Groups are Django management commands; ``plan read`` needs no Django and starts fast."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from baigong import __version__

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
    if sys.argv[1:] in (["--version"], ["version"]):  # ours, not Django's
        sys.stdout.write(f"{__version__}\n")
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baigong.settings")
    from django.core.management import ManagementUtility, get_commands, load_command_class

    from baigong.kernel.errors import Refusal

    class Commands(ManagementUtility):
        """Django's, but an unknown command is wrong usage (2) and not a refusal (1), and help begins with our own commands."""

        def fetch_command(self, subcommand: str) -> BaseCommand:
            if subcommand not in get_commands():
                sys.stderr.write(f"没有命令 {subcommand}。baigong help 列出所有命令。\n")
                raise SystemExit(2)
            return super().fetch_command(subcommand)

        def main_help_text(self, commands_only: bool = False) -> str:
            if commands_only:
                return super().main_help_text(commands_only)
            ours = {name: app for name, app in get_commands().items() if app.startswith("baigong.")}
            lines = [f"  {name:<16}{load_command_class(app, name).help}" for name, app in sorted(ours.items())]
            others = "其余命令来自 Django，常用的有 migrate、collectstatic；全部名称：baigong help --commands"
            return "\n".join(["用法：baigong 命令 [选项]；每个命令的说明：baigong 命令 --help", "", *lines, "", others])

    try:
        Commands(["baigong", *sys.argv[1:]]).execute()
    except Refusal as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        raise SystemExit(1) from None
