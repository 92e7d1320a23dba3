"""``baigong access matrix``: who reaches which route, as Markdown."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from baigong.kernel.access.inventory import matrix


class Command(BaseCommand):
    """Print the matrix of roles and routes."""

    help = "角色与网址对照表：matrix（见 docs/access_matrix.md）"

    def add_arguments(self, parser: CommandParser) -> None:
        """One sub-command."""
        parser.add_argument("act", choices=["matrix"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Print."""
        self.stdout.write(matrix(), ending="")
