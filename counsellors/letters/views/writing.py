"""The letter: what one writes to when nobody is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from counsellors.chat.access import remember_browser, secret_of_browser, stop_of_visitor
from counsellors.chat.domain.starting import FORM, Beginning
from counsellors.chat.enums import WaitsAs
from counsellors.chat.views.stopped import say_it_is_stopped
from counsellors.letters.domain import begin_letter, reply_expected_by
from counsellors.letters.domain.telling import mail_of_account
from counsellors.letters.forms import LetterForm
from counsellors.safety.domain import Blocked
from jobcenter.accounts.access import not_stored, public, user_or_nobody
from jobcenter.limits.domain import address_group
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.secrets import hash_of_link, new_link_secret
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.addresses import client_address
from jobcenter.ui.responses import go_to, page

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

TEMPLATE = "counsellors/letters/write.html"


@public
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """The form gives the browser its secret, not the answer: a form that is sent twice because its
    first answer was lost finds its letter.
    """
    user = user_or_nobody(request)
    secret = secret_of_browser(request)
    # The box of the chat, sent when nobody is there: its words go on here, where the mail is asked.
    is_sent = request.method == "POST" and ("mail" in request.POST or _has_own_mail(user))
    answer = _send(request, user, secret) if is_sent else _begin(request, user)
    if user is None:
        remember_browser(answer, secret or new_link_secret())
    return not_stored(answer)  # type: ignore[return-value]


def _begin(request: HttpRequest, user: User | None) -> HttpResponse:
    """Words brought along from the box of the chat stay to be copied, whatever stops them."""
    if stopped := say_it_is_stopped(request, for_letter=True):
        return stopped
    form = _form(request, user)
    if request.method == "POST":
        block = stop_of_visitor(request, now=timezone.now(), for_letter=True)
        if block is not None:
            return _page(request, form, refusal=Blocked(block))
    return _page(request, form)


def _send(request: HttpRequest, user: User | None, secret: str) -> HttpResponse:
    form = _form(request, user, said=True)
    if not form.is_valid():
        return _page(request, form)
    if user is None and not secret:
        # The browser brought no cookie back: the same form again, which carries one now.
        return _page(request, form, needs_cookie=True)
    try:
        letter = begin_letter(
            beginning=_beginning(request, form, user, secret),
            mail=form.cleaned_data.get("mail", ""),
            form_key=request.POST.get("key", ""),
            address=address_group(client_address(request)),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _page(request, form, refusal=refusal)
    return go_to(request, "letters:letter", letter.thread.public_id)


def _beginning(request: HttpRequest, form: LetterForm, user: User | None, secret: str) -> Beginning:
    return Beginning(
        centre=form.chosen_house,
        words=form.cleaned_data["words"],
        nickname=form.cleaned_data.get("nickname", ""),
        language=get_language() or "da",
        user=user,
        token_hash=None if user else hash_of_link(secret),
        accepted=frozenset(request.POST.getlist("accepted")),
        waits_as=WaitsAs.LETTER,
    )


def _form(request: HttpRequest, user: User | None, *, said: bool = False) -> LetterForm:
    begun = {name: request.POST.get(name, "") for name in ("words", "nickname", "house")}
    begun["house"] = begun["house"] or request.GET.get("hus", "")
    return LetterForm.for_reader(user, begun=begun, said=request.POST if said else None)


def _has_own_mail(user: User | None) -> bool:
    return user is not None and bool(mail_of_account(user))


def _page(request: HttpRequest, form: LetterForm, **more: Any) -> HttpResponse:
    now = timezone.now()
    slug = form["house"].value() or ""
    house = form.houses.get(slug)
    context = {
        "form": form,
        "form_key": mint_form_key(form=FORM),
        "house": house,
        "reply_by": reply_expected_by(centre=house, now=now) if house else None,
        **more,
    }
    return page(request, TEMPLATE, context, refused=form.is_bound or "refusal" in more)
