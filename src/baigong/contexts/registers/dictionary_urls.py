"""Routes of the data dictionary."""

from __future__ import annotations

from django.urls import path, re_path

from baigong.contexts.registers.views import dictionary

dictionary_pages = [
    path("standards/", dictionary.standards, name="standards"),
    path("standards/<str:code>/", dictionary.standard, name="standard"),
    path("standards/<str:code>/templates/", dictionary.templates, name="standard-templates"),
    path("standards/<str:code>/tables/<str:name>/", dictionary.table, name="standard-table"),
    re_path(
        r"^standards/(?P<code>[^/]+)/tables/(?P<name>[^/]+)/(?P<fmt>xlsx|csv|json)/$", dictionary.table_file, name="standard-table-file"
    ),
    path("standards/<str:code>/codes/<str:name>/", dictionary.code_set, name="standard-codes"),
]
