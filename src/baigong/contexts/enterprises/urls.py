"""Routes of enterprises."""

from __future__ import annotations

from django.urls import path

from baigong.contexts.enterprises.views import alliances, applications, cooperation, flags, open, parts, register, staff

app_name = "enterprises"
urlpatterns = [
    path("", register.enterprise_list, name="enterprises"),
    path("mine/", register.mine, name="mine"),
    path("add/", register.enterprise_add, name="enterprise-add"),
    path("sheet/", register.enterprise_sheet, name="enterprise-sheet"),
    path("import/", register.enterprise_import, name="enterprise-import"),
    path("<int:pk>/", register.enterprise, name="enterprise"),
    path("<int:pk>/edit/", register.enterprise_edit, name="enterprise-edit"),
    path("<int:pk>/identify/", register.enterprise_identify, name="enterprise-identify"),
    path("<int:pk>/sites/add/", parts.site_form, name="site-add"),
    path("<int:pk>/sites/<int:site>/", parts.site_form, name="site-edit"),
    path("<int:pk>/kinds/add/", parts.post_kind_form, name="post-kind-add"),
    path("<int:pk>/kinds/<int:kind>/", parts.post_kind_form, name="post-kind-edit"),
    path("<int:pk>/staff/add/", staff.staff_add, name="staff-add"),
    path("<int:pk>/flags/add/", flags.flag_add, name="flag-add"),
    path("staff/", staff.staff_list, name="staff"),
    path("staff/sheet/", staff.staff_sheet, name="staff-sheet"),
    path("staff/import/", staff.staff_import, name="staff-import"),
    path("staff/<int:pk>/", staff.staff_return, name="staff-return"),
    path("staff/<int:pk>/edit/", staff.staff_edit, name="staff-edit"),
    path("staff/<int:pk>/correct/", staff.staff_correct, name="staff-correct"),
    path("insured/sheet/", staff.insured_sheet, name="insured-sheet"),
    path("insured/import/", staff.insured_import, name="insured-import"),
    path("applications/", applications.application_list, name="applications"),
    path("applications/<int:pk>/", applications.application, name="application"),
    path("applications/<int:pk>/accept/", applications.application_accept, name="application-accept"),
    path("applications/papers/<int:pk>/", applications.application_paper, name="application-paper"),
    path("flags/", flags.flag_list, name="flags"),
    path("flags/<int:pk>/", flags.flag, name="flag"),
    path("alliances/", alliances.alliance_list, name="alliances"),
    path("alliances/add/", alliances.alliance_add, name="alliance-add"),
    path("alliances/<int:pk>/", alliances.alliance, name="alliance"),
    path("alliances/<int:pk>/edit/", alliances.alliance_edit, name="alliance-edit"),
    path("alliances/<int:pk>/members/", alliances.members_add, name="members-add"),
    path("alliances/<int:pk>/members/<int:member>/end/", alliances.member_end, name="member-end"),
    path("alliances/<int:pk>/records/add/", alliances.record_add, name="record-add"),
    path("alliances/<int:pk>/records/<int:record>/strike/", alliances.record_strike, name="record-strike"),
    path("cooperation/", cooperation.cooperation_list, name="cooperations"),
    path("cooperation/add/", cooperation.cooperation_add, name="cooperation-add"),
    path("cooperation/<int:pk>/", cooperation.cooperation, name="cooperation"),
    path("cooperation/<int:pk>/edit/", cooperation.cooperation_edit, name="cooperation-edit"),
    path("public/", open.cooperations, name="public-cooperations"),
    path("public/alliances/", open.alliances, name="public-alliances"),
    path("public/alliances/<int:pk>/", open.alliance, name="public-alliance"),
    path("public/apply/", applications.public_apply, name="public-apply"),
    path("public/apply/follow/", applications.public_follow, name="public-apply-follow"),
    path("public/apply/mend/", applications.public_mend, name="public-apply-mend"),
    path("public/apply/withdraw/", applications.public_withdraw, name="public-apply-withdraw"),
    path("public/apply/account/", applications.public_account, name="public-apply-account"),
]
