"""Users in Django's admin, for operators."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm

from .models import User


class CreationForm(AdminUserCreationForm):  # type: ignore[type-arg]
    """By mail address."""

    class Meta:
        model = User
        fields = ("email", "name")


class ChangeForm(UserChangeForm):  # type: ignore[type-arg]
    """Every field."""

    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class OperatorsUserAdmin(UserAdmin):  # type: ignore[type-arg]
    """Users by mail address."""

    form, add_form = ChangeForm, CreationForm
    list_display = ("email", "name", "is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("last_login",)
    fieldsets = (
        (None, {"fields": ("email", "name", "password", "last_login")}),
        ("May", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)
