"""Routes of the console."""

from django.urls import path

from baigong.delivery.console import indicators, records, snapshots, views

app_name = "console"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("indicators/", indicators.indicator_list, name="indicators"),
    path("indicators/<str:code>/", indicators.indicator, name="indicator"),
    path("indicators/<str:code>/records/", records.records, name="records"),
    path("snapshots/", snapshots.snapshot_list, name="snapshots"),
    path("snapshots/take/", snapshots.take, name="snapshot-take"),
    path("snapshots/<int:pk>/", snapshots.snapshot, name="snapshot"),
    path("snapshots/<int:pk>/verify/", snapshots.verify, name="snapshot-verify"),
]
