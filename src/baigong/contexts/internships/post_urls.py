"""Routes of posts."""

from __future__ import annotations

from django.urls import path

from baigong.contexts.internships.views import posts

post_pages = [
    path("posts/", posts.post_list, name="posts"),
    path("posts/add/", posts.post_add, name="post-add"),
    path("posts/import/", posts.post_import, name="post-import"),
    path("posts/sheet/", posts.post_sheet, name="post-sheet"),
    path("posts/<int:pk>/", posts.post, name="post"),
    path("posts/<int:pk>/edit/", posts.post_edit, name="post-edit"),
]
