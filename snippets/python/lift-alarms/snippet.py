import json
import os

import requests
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lifts.models import Alarm, Lift
from lifts.security import signed_by_maker

TICKETS = "https://desk.example.com/api/v1/tickets"
CHAT = os.environ["PORTERS_CHAT"]


@csrf_exempt
@require_POST
@signed_by_maker
def alarm_webhook(request):
    event = json.loads(request.body)
    alarm, is_new = Alarm.objects.get_or_create(
        event_id=event["id"],
        defaults={"lift": Lift.objects.get(serial=event["serial"])},
    )
    if not is_new:
        return HttpResponse(status=204)
    ticket = requests.post(
        TICKETS,
        headers={
            "X-Api-Key": os.environ["DESK_KEY"],
            "Idempotency-Key": event["id"],
        },
        json={"site": alarm.lift.address},
        timeout=(1, 8),
    )
    ticket.raise_for_status()
    told = requests.post(
        CHAT, json={"text": event["text"]}, timeout=(1, 5)
    )
    told.raise_for_status()
    return HttpResponse(status=204)
