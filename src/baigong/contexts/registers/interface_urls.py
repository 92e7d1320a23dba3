"""Routes of the push interface: the standard's own paths, below the root."""

from __future__ import annotations

from django.urls import path

from baigong.contexts.registers.views import interface

app_name = "interface"
urlpatterns = [
    path("prod-api4/api/web/auth/login/interface/oauth", interface.oauth, name="oauth"),
    path("prod-api4/api/web/auth/login/interface/refresh", interface.refresh, name="refresh"),
    path("prod-api4/api/web/convergence/collect/interface/saveInterfaceData", interface.save_interface_data, name="save"),
    path("prod-api4/api/web/convergence/collect/interface/getResultsByTime", interface.get_results_by_time, name="results"),
]
