import json

from celery import shared_task
from django.db import transaction
from django.http import HttpResponse, HttpResponseBadRequest
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from viewings.letters import invite
from viewings.models import Viewing
from viewings.portals import signature_is_valid


@shared_task(
    acks_late=True,
    autoretry_for=(ConnectionError, TimeoutError),
    retry_backoff=True,
    max_retries=5,
)
def answer_tenant(viewing_id: int) -> None:
    with transaction.atomic():
        viewing = Viewing.objects.select_for_update().get(pk=viewing_id)
        if viewing.invited_at is None:
            invite(viewing, key=f"viewing-{viewing.pk}")
            viewing.invited_at = now()
            viewing.save()


@csrf_exempt
@require_POST
def portal_webhook(request):
    if not signature_is_valid(request):
        return HttpResponse(status=401)
    try:
        asked = json.loads(request.body)
        reference, tenant = asked["reference"], asked["tenant"]["mail"]
    except (ValueError, KeyError):
        return HttpResponseBadRequest()
    viewing, _ = Viewing.objects.get_or_create(
        reference=reference, defaults={"tenant": tenant}
    )
    answer_tenant.delay(viewing.pk)
    return HttpResponse(status=202)
