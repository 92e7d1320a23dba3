"""``baigong openapi``: the OpenAPI document on standard output; committed as docs/openapi.json."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from baigong.delivery.http_api.assembly import api


class Command(BaseCommand):
    """Print the OpenAPI document."""

    help = "输出 HTTP 接口的 OpenAPI 文档"

    def handle(self, *args: Any, **options: Any) -> None:
        """JSON with sorted keys, in the source language, so that a difference is a change of the API."""
        with translation.override("zh-hans"):
            schema = api.get_openapi_schema(path_prefix="/api/")
        self.stdout.write(json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True, default=str))
