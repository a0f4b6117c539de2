import json

from celery import shared_task
from django.db import transaction
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lifts.desk import open_ticket, tell_porters
from lifts.models import Alarm, Lift
from lifts.security import signed_by_maker


@shared_task(
    acks_late=True,
    autoretry_for=(OSError,),
    retry_backoff=2,
    max_retries=7,
)
def follow_up(alarm_id: int) -> None:
    alarm = Alarm.objects.select_related("lift").get(pk=alarm_id)
    open_ticket(alarm, key=alarm.event_id)
    tell_porters(alarm, key=alarm.event_id)


@csrf_exempt
@require_POST
@signed_by_maker
def alarm_webhook(request):
    event = json.loads(request.body)
    with transaction.atomic():
        alarm, is_new = Alarm.objects.get_or_create(
            event_id=event["id"],
            defaults={"lift": Lift.objects.get(serial=event["serial"])},
        )
        if is_new:
            transaction.on_commit(lambda: follow_up.delay(alarm.pk))
    return HttpResponse(status=204)
