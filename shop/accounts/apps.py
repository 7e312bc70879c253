"""Users: one account for shop, website and desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "shop.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Mails go through the outbox, secrets know their row, and there is one login."""
        from allauth.account.decorators import secure_admin_login
        from allauth.mfa.models import Authenticator
        from django.contrib import admin
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_init

        from shop.outbox.registry import register

        from . import mails, middleware, second_factor

        register(mails.KIND, mails.deliver)
        user_logged_in.connect(middleware.note_login, dispatch_uid="staff_rest.login")
        post_init.connect(
            second_factor.mark_owner, sender=Authenticator, dispatch_uid="second_factor.owner"
        )
        # Django's own login of the admin knows no second step.
        admin.site.login = secure_admin_login(admin.site.login)
