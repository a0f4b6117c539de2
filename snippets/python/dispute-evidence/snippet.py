import hashlib
import hmac
import json
import logging

import requests
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from disputes.evidence import pages_about
from disputes.models import Dispute
from orders.models import Order

log = logging.getLogger(__name__)
vault = requests.Session()
vault.headers["Authorization"] = f"Bearer {settings.VAULT_TOKEN}"


def from_acquirer(request: HttpRequest) -> bool:
    seal = hmac.new(
        settings.ACQUIRER_SECRET.encode(), request.body, hashlib.sha512
    )
    return seal.hexdigest() == request.headers.get("Acq-Seal", "")


@csrf_exempt
@require_POST
def dispute_webhook(request: HttpRequest) -> HttpResponse:
    if not from_acquirer(request):
        return HttpResponse(status=401)
    told = json.loads(request.body)
    order = Order.objects.get(payment=told["payment"])
    dispute, _ = Dispute.objects.update_or_create(
        number=told["dispute"],
        defaults={"order": order, "due": parse_datetime(told["due"])},
    )
    for page in pages_about(order):
        kept = vault.put(
            f"{settings.VAULT}/{dispute.number}/{page.name}",
            data=page.as_pdf(),
            timeout=15,
        )
        kept.raise_for_status()
        log.info("%s kept for %s", page.name, dispute.number)
    dispute.mark_documented()
    log.info("dispute %s, order %s", dispute.number, order.pk)
    return HttpResponse(status=204)
