"""The pages of accounts: the library's that this site has, and our own beside them.

Each runs in one transaction: a person who signs up, the address, the message with the code and its job are there
together or not at all. What the library tells of a new authenticator app or of new recovery codes is written right
after that transaction, in one of its own. Our one page of an account answers to the names of the library's lists too.
"""

from allauth.account import views
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.db.transaction import atomic
from django.urls import path

from partnership.views import accounts, deletion

urlpatterns = [
    path("", accounts.account, name="mfa_index"),
    path("", accounts.account, name="mfa_list_webauthn"),
    path("", accounts.account, name="account"),
    # Signing in and up
    path("login/", atomic(accounts.SignIn.as_view()), name="account_login"),
    path("login/code/", atomic(accounts.AskForCode.as_view()), name="account_request_login_code"),
    path("login/code/confirm/", atomic(accounts.SignInCode.as_view()), name="account_confirm_login_code"),
    path("login/password/", atomic(accounts.PasswordSignIn.as_view()), name="account_login_password"),
    path("login/passkey/", atomic(accounts.PasskeySignIn.as_view()), name="mfa_login_webauthn"),
    path("login/second-factor/", atomic(accounts.SecondFactor.as_view()), name="mfa_authenticate"),
    path("logout/", atomic(views.logout), name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", atomic(views.signup), name="account_signup"),
    path("signup/passkey/", atomic(views.signup_by_passkey), name="account_signup_by_passkey"),
    path("signup/passkey/create/", atomic(passkeys.signup_webauthn), name="mfa_signup_webauthn"),
    path("confirm-email/", atomic(accounts.ConfirmAddress.as_view()), name="account_email_verification_sent"),
    # Showing again that it is you
    path("again/password/", atomic(views.reauthenticate), name="account_reauthenticate"),
    path("again/email/", atomic(accounts.CodeAgainPage.as_view()), name="account_reauthenticate_by_code"),
    path("again/code/", atomic(factors.reauthenticate), name="mfa_reauthenticate"),
    path("again/passkey/", atomic(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    # What belongs to an account
    path("email/", atomic(views.email), name="account_email"),
    path("delete/", deletion.delete, name="account_delete"),
    path("password/set/", atomic(accounts.set_password), name="account_set_password"),
    path("password/change/", atomic(views.password_change), name="account_change_password"),
    path("password/remove/", atomic(accounts.remove_password), name="account_remove_password"),
    path("password/reset/", atomic(views.password_reset), name="account_reset_password"),
    path(
        "password/reset/confirm/",
        atomic(accounts.NewPasswordCode.as_view()),
        name="account_confirm_password_reset_code",
    ),
    path("password/reset/complete/", atomic(views.complete_password_reset), name="account_complete_password_reset"),
    path("password/reset/done/", views.password_reset_from_key_done, name="account_password_reset_completed"),
    path("second-factor/", accounts.second_factor, name="account_second_factor"),
    path("app/", atomic(totp.activate_totp), name="mfa_activate_totp"),
    path("app/remove/", atomic(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("codes/", atomic(accounts.RecoveryCodes.as_view()), name="mfa_view_recovery_codes"),
    path("codes/new/", atomic(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("codes/download/", atomic(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("passkeys/add/", atomic(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/rename/", atomic(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", atomic(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("sessions/", atomic(accounts.sessions), name="account_sessions"),
]
