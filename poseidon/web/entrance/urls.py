"""The way in: signing in and out, invitations, passwords."""

from django.urls import path

from poseidon.web.entrance import invitations, passwords, sign_in, tenants

app_name = "entrance"
urlpatterns = [
    path("", tenants.home, name="home"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("invitation/<slug:token>/", invitations.invitation, name="invitation"),
    path("password/", passwords.PasswordChange.as_view(), name="password-change"),
    path("password/lost/", passwords.PasswordLost.as_view(), name="password-lost"),
    path("password/sent/", passwords.PasswordSent.as_view(), name="password-sent"),
    path("password/new/<uidb64>/<token>/", passwords.PasswordNew.as_view(), name="password-new"),
]
