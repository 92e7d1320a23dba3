"""``baigong workflow diagrams``: every state machine as Markdown with Mermaid diagrams."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from baigong.kernel.workflow.diagrams import diagrams


class Command(BaseCommand):
    """Print the lives of records."""

    help = "状态流转图：diagrams（见 docs/workflows.md）"

    def add_arguments(self, parser: CommandParser) -> None:
        """One sub-command."""
        parser.add_argument("act", choices=["diagrams"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Print."""
        self.stdout.write(diagrams(), ending="")
