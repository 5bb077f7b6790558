"""`/metrics`."""

from django.urls import path

from poseidon.web.metrics.views import metrics

app_name = "metrics"
urlpatterns = [path("metrics", metrics, name="metrics")]
