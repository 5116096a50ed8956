"""A person's own account: what the accounts library has no page for, and its pages where ours say more."""

from http import HTTPStatus
from typing import Any

from allauth.account import views as library
from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from partnership import rates, second_factors
from partnership.accounts import tell_change
from partnership.again import CodeAgain
from partnership.forms.accounts import PasswordSignInForm, SignInCodeForm
from partnership.sessions import end_others, sessions_of
from partnership.views.joining.access import GET_OR_POST, PersonRequest
from registry.errors import CodeSpent
from registry.models.messages import SignInChange
from registry.models.people import Language


@require_safe
@never_cache
@login_required
def account(request: PersonRequest) -> HttpResponse:
    """All ways to sign in, where one is signed in, and what else belongs to the account, each with its page."""
    try:
        delete = reverse("account_delete")
    except NoReverseMatch:
        delete = ""
    context = {
        **second_factors.of(request.user),
        "sessions": sessions_of(request.user).count(),
        "written_in": Language(request.user.language).label,
        "delete": delete,
        "go_on": request.session.get(second_factors.SESSION_KEY, ""),
    }
    return render(request, "account/account.html", context)


@require_safe
@never_cache
@login_required
def second_factor(request: PersonRequest) -> HttpResponse:
    """Why the secretariat needs a second factor, and the ways to set one up."""
    return render(request, "account/second_factor.html", second_factors.of(request.user))


def too_many(request: HttpRequest) -> HttpResponse:
    """What stands in place of a page that was asked for too often."""
    context = {"asked_too_often": rates.ASKED_TOO_OFTEN, "ask_again": rates.ask_again(request)}
    return render(request, "429.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)


ADDRESS_KEY = "address_of_spent_code"  # in the session: what somebody typed, whether an account has it or not


class _Code:
    """Where a code is typed. Typed wrongly too often it leads to the page that sends a new one, with the address, and
    from there to where its sender was going.
    """

    request: HttpRequest
    _process: Any

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if not isinstance(response, HttpResponseRedirect):
            return response
        self.request.session[ADDRESS_KEY] = self._process.state["email"]
        page, _query, _wanted = response.url.partition("?")
        return redirect(self.passthrough_next_url(page))  # type: ignore[attr-defined]


class _AddressAgain:
    """A page that sends a code, with the address whose last code was typed wrongly too often: once."""

    request: HttpRequest

    def get_initial(self) -> dict[str, Any]:
        address = self.request.session.pop(ADDRESS_KEY, "")
        return {**super().get_initial(), "login": address, "email": address}  # type: ignore[misc]


class SignIn(_AddressAgain, library.LoginView):  # type: ignore[misc]
    pass


class AskForCode(_AddressAgain, library.RequestLoginCodeView):  # type: ignore[misc]
    pass


class SignInCode(_Code, library.ConfirmLoginCodeView):  # type: ignore[misc]
    pass


class NewPasswordCode(_Code, library.ConfirmPasswordResetCodeView):  # type: ignore[misc]
    pass


class ConfirmAddress(_Code, library.ConfirmEmailVerificationCodeView):  # type: ignore[misc]
    """Typing in the code that proves an address. Who asks for a new one too soon is told so where the code is typed."""

    def form_valid(self, form: Any) -> HttpResponse:
        wait = rates.ask_again(self.request, self._process.email) if self._action == "resend" else ""
        if not wait:
            response: HttpResponse = super().form_valid(form)
            return response
        sent = _("The code that was sent last is good, and on its way to you.")
        messages.info(self.request, f"{sent} {wait}")
        typed = self._get_verify_form_class()(initial={"code": self.request.POST.get("code", "")})
        page: HttpResponse = self.render_to_response(self.get_context_data(form=typed))
        return page


@method_decorator([never_cache, login_required], name="dispatch")
class CodeAgainPage(library.BaseReauthenticateView):  # type: ignore[misc]
    """Showing again that it is you by a code by email, which a button sends; for those who have nothing else to show.

    What they had sent is kept by the library, and is done then.
    """

    form_class = SignInCodeForm
    template_name = "account/reauthenticate_by_code.html"
    request: PersonRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        under_way = CodeAgain.under_way(self.request)
        return {**super().get_form_kwargs(), "code": under_way.code if under_way else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "is_sent": CodeAgain.under_way(self.request) is not None}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") == "send":
            limited: HttpResponse | None = ratelimit.consume_or_429(
                request, action="request_login_code", key=self.request.user.email
            )
            if limited:
                return limited
            CodeAgain.begin(request)
            return self._here()
        if CodeAgain.under_way(request) is None:
            return self._spent()
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_valid(self, form: SignInCodeForm) -> HttpResponse:
        under_way = CodeAgain.under_way(self.request)
        if under_way:
            under_way.finish()
        response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: SignInCodeForm) -> HttpResponse:
        under_way = CodeAgain.under_way(self.request)
        if under_way is None or not under_way.record_invalid_attempt():
            return self._spent()
        response: HttpResponse = super().form_invalid(form)
        return response

    def _spent(self) -> HttpResponse:
        messages.error(self.request, str(CodeSpent.sentence))
        return self._here()

    def _here(self) -> HttpResponse:
        return redirect(self.passthrough_next_url(self.request.path))


# -- The password -----------------------------------------------------------------------------------------------------


class PasswordSignIn(library.LoginView):  # type: ignore[misc]
    """The quiet second way: the library's sign-in with a password, on a page of its own."""

    template_name = "account/login_password.html"

    def get_form_class(self) -> type[PasswordSignInForm]:
        return PasswordSignInForm


set_password = reauthentication_required(app="allauth.account")(library.password_set)


@require_http_methods(GET_OR_POST)
@never_cache
@login_required
@reauthentication_required(app="allauth.account")  # type: ignore[untyped-decorator]
def remove_password(request: PersonRequest) -> HttpResponse:
    if not request.user.has_usable_password():
        return redirect("account")
    if request.method != "POST":
        return render(request, "account/password_remove.html")
    request.user.set_unusable_password()
    request.user.save(update_fields=["password"])
    update_session_auth_hash(request, request.user)
    end_others(request=request, user=request.user)
    tell_change(request.user, SignInChange.PASSWORD_REMOVED)
    messages.success(request, _("The password is removed. Sign in with a code by email, or with a passkey."))
    return redirect("account")


# -- Passkeys and codes -----------------------------------------------------------------------------------------------


class PasskeySignIn(passkeys.LoginWebAuthnView):  # type: ignore[misc]
    """Signing in by passkey. One that is refused leads back to the sign-in page, and on from there as before."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        wanted = self.request.POST.get("next")
        return redirect_to_login(wanted, response["Location"]) if wanted else response


class SecondFactor(factors.AuthenticateView):  # type: ignore[misc]
    extra_context = {"contact": settings.CONTACT_EMAIL}


class RecoveryCodes(codes.ViewRecoveryCodesView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        go_on = self.request.session.get(second_factors.SESSION_KEY, "")
        return {**super().get_context_data(**kwargs), "go_on": go_on}


# -- Sessions ---------------------------------------------------------------------------------------------------------


@require_http_methods(GET_OR_POST)
@never_cache
@login_required
def sessions(request: PersonRequest) -> HttpResponse:
    """Where one is signed in. A button ends one of the other sessions, or all of them; they are signed out at once."""
    here = request.session.session_key
    if request.method == "POST":
        if "all" in request.POST:
            end_other_sessions(request, request.user)
        else:
            number = request.POST.get("session", "")
            found = sessions_of(request.user).exclude(session_key=here)
            chosen = found.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
            if chosen is None:
                raise Http404
            end_sessions(request, [chosen])
        messages.success(request, _("Signed out there."))
        return redirect("account_sessions")
    listed = [(one, one.session_key == here) for one in sessions_of(request.user)]
    context = {"sessions": listed, "others": any(not current for _one, current in listed)}
    return render(request, "account/sessions.html", context)
