"""The pages of the accounts library that this site has: nobody has a password, so there are none for passwords.

Each runs in one transaction: a person who signs up, the address, the message with the code and its job are there
together or not at all.
"""

from allauth.account import views
from django.db.transaction import atomic
from django.urls import path

from partnership.views import deletion

urlpatterns = [
    path("login/", atomic(views.login), name="account_login"),
    path("login/code/", atomic(views.request_login_code), name="account_request_login_code"),
    path("login/code/confirm/", atomic(views.confirm_login_code), name="account_confirm_login_code"),
    path("logout/", atomic(views.logout), name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", atomic(views.signup), name="account_signup"),
    path("confirm-email/", atomic(views.email_verification_sent), name="account_email_verification_sent"),
    path("email/", atomic(views.email), name="account_email"),
    path("delete/", deletion.delete, name="account_delete"),
]
