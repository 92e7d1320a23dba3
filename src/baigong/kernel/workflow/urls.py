"""The one route of the toolkit."""

from django.urls import path

from baigong.kernel.workflow import views

app_name = "workflow"
urlpatterns = [path("<str:label>/<int:pk>/<slug:step>/", views.fire_step, name="fire")]
