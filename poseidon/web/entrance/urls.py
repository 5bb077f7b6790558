"""`/` and `/sign-out/`."""

from django.urls import path

from poseidon.web.entrance import sign_in, tenants

app_name = "entrance"
urlpatterns = [
    path("", tenants.home, name="home"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
]
