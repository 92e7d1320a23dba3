"""Routes of the push interface: the standard's own paths below the root, and the pages of accounts for the context's own routes."""

from __future__ import annotations

from django.urls import path

from baigong.contexts.registers.views import interface, interface_accounts

app_name = "interface"
urlpatterns = [
    path("prod-api4/api/web/auth/login/interface/oauth", interface.oauth, name="oauth"),
    path("prod-api4/api/web/auth/login/interface/refresh", interface.refresh, name="refresh"),
    path("prod-api4/api/web/convergence/collect/interface/saveInterfaceData", interface.save_interface_data, name="save"),
    path("prod-api4/api/web/convergence/collect/interface/getResultsByTime", interface.get_results_by_time, name="results"),
]
account_pages = [
    path("interface/", interface_accounts.account_list, name="interface"),
    path("interface/guide/", interface_accounts.guide, name="interface-guide"),
    path("interface/apply/", interface_accounts.account_apply, name="interface-apply"),
    path("interface/<int:pk>/", interface_accounts.account, name="interface-account"),
    path("interface/<int:pk>/settings/", interface_accounts.account_settings, name="interface-settings"),
    path("interface/<int:pk>/credentials/", interface_accounts.account_renew, name="interface-renew"),
]
