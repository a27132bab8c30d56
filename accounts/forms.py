"""The forms of the sign-in library, in the words and the look of the house (settings ACCOUNT_FORMS and MFA_FORMS)."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn

from core.forms import HouseFormMixin, missing

WORDS = {
    "login": "Email address",
    "email": "Email address",
    "oldpassword": "Password you use now",
    "password1": "New password",
    "password2": "New password, once more",
    "code": "Code of six figures, or one of your codes for an emergency",
    "passwordless": "This device can also sign me in without a password",
    "name": "Name of the device",
}


class Worded(HouseFormMixin):
    """Our labels, and no hints with links in them: the pages say what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = WORDS.get(name, field.label)
            field.help_text = ""
            if name in WORDS and "required" in field.error_messages:
                field.error_messages["required"] = missing(WORDS[name])


class LoginForm(Worded, account.LoginForm):
    """Email address and password."""


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    """The password once more."""


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    """Old and new password."""


class SetPasswordForm(Worded, account.SetPasswordForm):
    """A first password."""


class ResetPasswordForm(Worded, account.ResetPasswordForm):
    """The address to which the link goes."""


class ResetPasswordKeyForm(Worded, account.ResetPasswordKeyForm):
    """The new password after the link."""


class AuthenticateForm(Worded, mfa.AuthenticateForm):
    """The code at sign-in."""


class ReauthenticateCodeForm(Worded, mfa.ReauthenticateForm):
    """The code once more."""


class ActivateTOTPForm(Worded, totp.ActivateTOTPForm):
    """The first code of an app."""


class AddWebAuthnForm(Worded, webauthn.AddWebAuthnForm):
    """A new passkey."""


class EditWebAuthnForm(Worded, webauthn.EditWebAuthnForm):
    """The name of a passkey."""
