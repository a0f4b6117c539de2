import base64
import hashlib
import hmac
import time

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare

TWO_WEEKS = 14 * 24 * 3600


def _seal(gallery: str, until: int) -> str:
    key = settings.GALLERY_LINK_KEY.encode()
    mac = hmac.new(key, f"{gallery}|{until}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mac.digest()[:18]).decode()


def link_to(gallery: str) -> str:
    until = int(time.time()) + TWO_WEEKS
    path = reverse("gallery", args=[gallery])
    return f"{path}?until={until}&seal={_seal(gallery, until)}"


def require_link(request: HttpRequest, gallery: str) -> None:
    """Raises Http404 for a link that is old or was never given."""
    until = request.GET.get("until", "")
    if not until.isdigit() or int(until) < time.time():
        raise Http404
    seal = _seal(gallery, int(until))
    if constant_time_compare(request.GET.get("seal", ""), seal):
        return
    raise Http404
