import hashlib
import hmac
import json

from django.conf import settings
from django.db.models import F
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hall.models import Member

VISITS = {"ten": 10, "ten-reduced": 10, "trial": 1}


def is_from_the_terminal(request) -> bool:
    mac = hmac.new(
        settings.TERMINAL_SECRET.encode(), request.body, hashlib.sha256
    )
    given = request.headers.get("X-Terminal-Signature", "")
    return hmac.compare_digest(mac.hexdigest(), given)


@csrf_exempt
@require_POST
def terminal_webhook(request):
    if not is_from_the_terminal(request):
        return HttpResponse(status=403)
    sale = json.loads(request.body)
    if sale["kind"] != "paid":
        return HttpResponse(status=204)
    for line in sale["lines"]:
        Member.objects.filter(card=sale["card"]).update(
            credits=F("credits") + VISITS[line["article"]]
        )
    return HttpResponse(status=204)
