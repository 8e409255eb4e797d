from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from jobcenter.shared.secrets import new_public_id

from .enums import RoleKind


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.lower() if email else None, **fields)
        # A password is never required: without one only the mailed code and passkeys open the door.
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Django's own command asks for this: an administrator is whoever holds that role."""
        user = self.create_user(email, password, **fields)
        Role.objects.create(user=user, kind=RoleKind.ADMINISTRATOR)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can log in. E-mail is empty for people who only come through MitID."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    email = models.EmailField(_("e-mail"), null=True, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_active = models.BooleanField(_("may log in"), default=True)
    joined_at = models.DateTimeField(db_default=Now(), editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(fields=["email"], name="one_account_per_mail_address"),
            models.CheckConstraint(
                condition=models.Q(email=None) | models.Q(email=Lower("email")),
                name="account_mail_is_lower_case",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.public_id

    @property
    def is_staff(self) -> bool:
        """Django's admin asks this; who is staff follows from roles and is asked in access.py."""
        return self.is_administrator

    @cached_property
    def is_administrator(self) -> bool:
        return Role.objects.held_by(self).filter(kind=RoleKind.ADMINISTRATOR).exists()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Inside the admin the role is the permission: no second list of rights to keep in step."""
        return self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_administrator

    def has_usable_password(self) -> bool:
        """Nobody logs in with one: the column only ends sessions (see domain.end_all_sessions)."""
        return False

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return (self.name or str(self)).split(" ")[0]


class RoleQuerySet(models.QuerySet["Role"]):
    def held_by(self, user: User) -> RoleQuerySet:
        return self.filter(user=user, user__is_active=True)

    def mails_at(self, centre_id: int, *kinds: RoleKind) -> set[str]:
        """Where those who hold one of these roles at a house are written to, each once."""
        held = self.filter(centre_id=centre_id, kind__in=kinds, user__is_active=True)
        return set(filter(None, held.values_list("user__email", flat=True)))


class Role(models.Model):
    """One role of one person, at one centre or (state, administrator) for the whole country.

    The centre is named by its slug's row in `jobcenter.centres`, a room above this one, so it is
    kept as a plain number here and checked there.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(_("role"), max_length=20, choices=RoleKind)
    centre_id = models.BigIntegerField(_("centre"), null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "centre_id"],
                nulls_distinct=False,
                name="one_role_of_a_kind_per_person_and_centre",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["state", "administrator"], centre_id=None)
                | models.Q(
                    kind__in=["counsellor", "centre_editor", "team_lead", "board_member"],
                    centre_id__isnull=False,
                ),
                name="local_roles_have_a_centre_and_national_ones_do_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"
