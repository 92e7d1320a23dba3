"""Routes of the console."""

from django.urls import path

from baigong.delivery.console import views

app_name = "console"
urlpatterns = [path("", views.home, name="home"), path("search/", views.search, name="search")]
