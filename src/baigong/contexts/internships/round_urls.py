"""Routes of interns and rounds."""

from __future__ import annotations

from django.urls import path, re_path

from baigong.contexts.internships.views import entries, interns, rounds

round_pages = [
    path("interns/", interns.intern_list, name="interns"),
    path("interns/take/", interns.intern_take, name="intern-take"),
    path("interns/<int:pk>/", interns.intern, name="intern"),
    path("interns/<int:pk>/own-unit/", interns.intern_own_unit, name="intern-own-unit"),
    path("own/rounds/", interns.own, name="own-rounds"),
    path("rounds/", rounds.round_list, name="rounds"),
    path("rounds/add/", rounds.round_add, name="round-add"),
    path("rounds/what-if/", entries.what_if, name="what-if"),
    path("rounds/<int:pk>/", rounds.round_, name="round"),
    path("rounds/<int:pk>/entries/", rounds.round_entries, name="round-entries"),
    path("rounds/<int:pk>/students/", rounds.round_students, name="round-students"),
    path("rounds/<int:pk>/posts/", rounds.round_posts, name="round-posts"),
    path("rounds/<int:pk>/posts/<int:post>/", rounds.round_offer, name="round-offer"),
    path("rounds/<int:pk>/solve/", rounds.round_solve, name="round-solve"),
    path("rounds/<int:pk>/publish/", rounds.round_publish, name="round-publish"),
    path("rounds/<int:pk>/certificate/", rounds.round_certificate, name="round-certificate"),
    re_path(r"^rounds/(?P<pk>[0-9]+)/round\.(?P<ending>xlsx|pdf|docx)$", rounds.round_file, name="round-file"),
    path("rounds/entries/<int:pk>/", entries.entry, name="entry"),
    path("rounds/entries/<int:pk>/choose/", entries.entry_choose, name="entry-choose"),
    path("rounds/entries/<int:pk>/override/", entries.entry_override, name="entry-override"),
    path("rounds/entries/<int:pk>/withdraw/", entries.entry_withdraw, name="entry-withdraw"),
    path("rounds/entries/<int:pk>/pair/", entries.entry_pair, name="entry-pair"),
    path("rounds/entries/<int:pk>/appeal/", entries.entry_appeal, name="entry-appeal"),
]
