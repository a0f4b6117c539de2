import hashlib
import hmac
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from disputes.models import Dispute
from disputes.tasks import collect_evidence
from orders.models import Order


def from_acquirer(request: HttpRequest) -> bool:
    seal = hmac.new(
        settings.ACQUIRER_SECRET.encode(), request.body, hashlib.sha512
    )
    given = request.headers.get("Acq-Seal", "")
    return hmac.compare_digest(seal.hexdigest(), given)


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
    collect_evidence.delay(dispute.number)
    return HttpResponse(status=202)
