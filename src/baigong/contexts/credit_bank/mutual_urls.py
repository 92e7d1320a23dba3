"""Routes of mutual recognition: agreements, courses, enrolments, choosing, the table for everybody."""

from __future__ import annotations

from django.urls import path, re_path

from baigong.contexts.credit_bank.views import mutual, mutual_courses, mutual_enrolments

mutual_pages = [
    path("mutual/", mutual.agreement_list, name="agreements"),
    path("mutual/agreements/add/", mutual.agreement_add, name="agreement-add"),
    path("mutual/agreements/<int:pk>/", mutual.agreement, name="agreement"),
    path("mutual/agreements/<int:pk>/edit/", mutual.agreement_edit, name="agreement-edit"),
    re_path(r"^mutual/agreements/(?P<pk>\d+)/agreement\.(?P<ending>pdf|docx)$", mutual.agreement_file, name="agreement-file"),
    path("mutual/agreements/<int:pk>/courses/add/", mutual_courses.course_add, name="shared-course-add"),
    path("mutual/agreements/<int:pk>/courses/sheet/", mutual_courses.course_sheet, name="shared-course-sheet"),
    path("mutual/agreements/<int:pk>/courses/import/", mutual_courses.course_import, name="shared-course-import"),
    path("mutual/courses/", mutual_courses.course_list, name="shared-courses"),
    path("mutual/courses/<int:pk>/", mutual_courses.course, name="shared-course"),
    path("mutual/courses/<int:pk>/edit/", mutual_courses.course_edit, name="shared-course-edit"),
    path("mutual/courses/<int:pk>/admit/", mutual_courses.course_admit, name="shared-course-admit"),
    path("mutual/courses/<int:pk>/confirm/", mutual_courses.course_confirm, name="shared-course-confirm"),
    path("mutual/courses/<int:pk>/recognise/", mutual_courses.course_recognise, name="shared-course-recognise"),
    path("mutual/courses/<int:pk>/results/", mutual_courses.results, name="shared-course-results"),
    path("mutual/courses/<int:pk>/results/template/", mutual_courses.results_template, name="shared-course-results-template"),
    path("mutual/courses/<int:pk>/settle/", mutual_courses.settle, name="shared-course-settle"),
    path("mutual/enrolments/", mutual_enrolments.enrolment_list, name="enrolments"),
    path("mutual/enrolments/<int:pk>/", mutual_enrolments.enrolment, name="enrolment"),
    path("mutual/choose/", mutual_enrolments.choose, name="choose"),
    path("mutual/choose/<int:pk>/", mutual_enrolments.choose_one, name="choose-one"),
    path("mutual/table/", mutual.public_table, name="public-mutual"),
    re_path(r"^mutual/table\.(?P<ending>pdf|docx)$", mutual.public_table_file, name="public-mutual-file"),
]
