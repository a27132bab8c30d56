"""A person who can sign in. What they may do is not here: it follows from their appointments (homes.access)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

TAKEN = "Somebody already signs in with this email address."


class UserManager(BaseUserManager["User"]):
    """Makes people; email addresses are kept in lower case."""

    def create_user(self, email: str, full_name: str, password: str | None = None, **extra: Any) -> User:
        """A new person. Without a password they must set one by the link that is mailed to them."""
        if not email:
            raise ValueError("A person needs an email address.")
        user = self.model(email=email.strip().lower(), full_name=full_name.strip(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """One person: an email address to sign in with and the name that others see."""

    email = models.EmailField("email address", max_length=254, unique=True, error_messages={"unique": TAKEN})
    full_name = models.CharField("full name", max_length=120)
    is_active = models.BooleanField("can sign in", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    # A place for what is read once in a request (appointments). None outside a request: nothing may go stale there.
    request_cache: dict[str, Any] | None = None

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering: ClassVar = ["full_name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_one_person_per_email",
                violation_error_message=TAKEN,
                violation_error_code="unique",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        """The name shown to others."""
        return self.full_name

    def get_short_name(self) -> str:
        """The first word of the name, for a greeting."""
        return self.full_name.split(" ")[0]
