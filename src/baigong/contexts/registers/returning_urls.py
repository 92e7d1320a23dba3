"""Routes of the calendar, of files handed in, and of batches."""

from __future__ import annotations

from django.urls import path

from baigong.contexts.registers.views import batches, calendar, quality, rows, uploading

return_pages = [
    path("", calendar.home, name="home"),
    path("bodies/<int:pk>/", calendar.account, name="account"),
    path("bodies/<int:pk>/duties/<str:standard>/", calendar.duty_set, name="duty"),
    path("remind/", calendar.remind, name="remind"),
    path("upload/", uploading.upload, name="upload"),
    path("drafts/<int:pk>/", uploading.draft, name="draft"),
    path("drafts/<int:pk>/confirm/", uploading.draft_confirm, name="draft-confirm"),
    path("drafts/<int:pk>/discard/", uploading.draft_discard, name="draft-discard"),
    path("drafts/<int:pk>/wrong-rows.xlsx", uploading.draft_wrong_rows, name="draft-wrong-rows"),
    path("batches/", batches.batch_list, name="batches"),
    path("batches/<int:pk>/", batches.batch, name="batch"),
    path("batches/<int:pk>/withdraw/", batches.batch_withdraw, name="batch-withdraw"),
    path("batches/<int:pk>/rows/", rows.batch_rows, name="batch-rows"),
    path("batches/<int:pk>/rows/<int:number>/", rows.batch_row, name="batch-row"),
    path("bodies/<int:pk>/tables/<str:standard>/<str:name>/", rows.table_rows, name="table-rows"),
    path("quality/", quality.quality, name="quality"),
    path("quality/tables/", quality.coverage, name="coverage"),
    path("quality/assess/", quality.assess, name="quality-assess"),
    path("batches/<int:pk>/faults.xlsx", batches.batch_faults, name="batch-faults"),
]
