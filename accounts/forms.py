"""The forms of the sign-in library, in the words and the look of the house (settings ACCOUNT_FORMS and MFA_FORMS)."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError

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


class CredentialField(forms.JSONField):
    """What a passkey answered. JSON that cannot be read (numbers of 5,000 figures, 50,000 brackets) is refused like any other."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Nothing: a page that comes back asks the passkey anew."""
        return None

    def prepare_value(self, value: Any) -> str:
        """What stands in the field: nothing."""
        return ""


class Passkey:
    """A form with what a passkey answered. What no passkey answers makes the library stumble; here it is refused in words."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    STUMBLES = (AttributeError, KeyError, TypeError, ValueError, OverflowError)
    NONE = "This is no answer of a passkey. Try again."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField(widget=forms.HiddenInput)

    def clean_credential(self) -> Any:
        """The passkey of the person, or what the new one answered."""
        library = getattr(super(), "clean_credential", None)
        try:
            return library() if library else self.cleaned_data["credential"]
        except self.STUMBLES:
            raise ValidationError(self.NONE, code="incorrect_code") from None

    def clean(self) -> Any:
        """Everything that was sent, when a new passkey is whole."""
        try:
            return super().clean()  # type: ignore[misc]
        except self.STUMBLES:
            raise ValidationError(self.NONE, code="incorrect_code") from None


class AddWebAuthnForm(Worded, Passkey, webauthn.AddWebAuthnForm):
    """A new passkey."""


class LoginWebAuthnForm(Passkey, webauthn.LoginWebAuthnForm):
    """A passkey instead of a password."""


class AuthenticateWebAuthnForm(Passkey, webauthn.AuthenticateWebAuthnForm):
    """A passkey as the second step."""


class ReauthenticateWebAuthnForm(Passkey, webauthn.ReauthenticateWebAuthnForm):
    """A passkey once more."""


class EditWebAuthnForm(Worded, webauthn.EditWebAuthnForm):
    """The name of a passkey."""
