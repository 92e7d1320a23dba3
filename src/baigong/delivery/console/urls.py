"""Routes of the console."""

from django.urls import path

from baigong.delivery.console import indicators, views

app_name = "console"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("indicators/", indicators.indicator_list, name="indicators"),
    path("indicators/<str:code>/", indicators.indicator, name="indicator"),
]
