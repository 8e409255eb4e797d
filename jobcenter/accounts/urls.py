"""Every page of the door by name. allauth's own list would bring passwords along."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from .admin import house_admin
from .views import door, factors, keys, mail, mitid

# Each room registers what of it the back office shows; see INSTALLED_APPS.
admin.autodiscover()

inside = [
    path("", keys.account, name="account"),
    path("to-trin/", factors.second_factor, name="second_factor"),
    path("to-trin/app/", factors.add_app, name="add_app"),
    path("to-trin/app/fjern/", factors.remove_app, name="remove_app"),
    path("to-trin/noedkoder/", factors.emergency_codes, name="emergency_codes"),
    path("to-trin/noedkoder/nye/", factors.new_emergency_codes, name="new_emergency_codes"),
    path("log-ind-igen/", factors.log_in_again, name="log_in_again"),
    path("log-ind/noegle/", door.log_in_with_passkey, name="log_in_with_passkey"),
    path("logget-af/", door.logged_off, name="logged_off"),
    path("log-af/alle-andre-steder/", keys.log_out_elsewhere, name="log_out_elsewhere"),
    path("noegler/ny/", keys.add_passkey, name="add_passkey"),
    path("noegler/<str:credential_id>/fjern/", keys.remove_passkey, name="remove_passkey"),
    path("mail/", mail.change_mail, name="change_mail"),
    path("mail/kode/", mail.confirm_mail, name="confirm_mail"),
    path("mitid/", mitid.mitid, name="mitid"),
    path("mitid/svar/", mitid.mitid_answer, name="mitid_answer"),
    path("mitid/tilslut/", mitid.connect_mitid, name="connect_mitid"),
    path("mitid/fjern/", mitid.remove_mitid, name="remove_mitid"),
]

urlpatterns = [
    # Names that allauth leads to by itself.
    path("konto/log-ind/", door.log_in, name="account_login"),
    path("konto/log-ind/kode/", door.enter_code, name="account_confirm_login_code"),
    path("konto/log-ind/to-trin/", factors.show_factor, name="mfa_authenticate"),
    path("konto/log-ind/lukket/", door.account_closed, name="account_inactive"),
    path("konto/log-af/", door.log_out, name="account_logout"),
    path("konto/", include((inside, "accounts"))),
    path("forvaltning/", house_admin.urls),
]
