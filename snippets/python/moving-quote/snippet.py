from celery import shared_task
from django.http import JsonResponse
from django.views.decorators.http import require_POST

from quotes.forms import MoveForm
from quotes.models import Quote
from routing import tours


@shared_task(acks_late=True)
def plan(quote_id: int) -> int:
    quote = Quote.objects.get(pk=quote_id)
    route = tours.shortest(quote.start, quote.end, quote.volume)
    Quote.objects.filter(pk=quote_id).update(
        minutes=route.minutes, cents=route.cents
    )
    return route.cents


@require_POST
def request_quote(request):
    form = MoveForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    quote, is_new = Quote.objects.get_or_create(
        key=form.cleaned_data["key"],
        defaults=form.as_fields(),
    )
    cents = plan.delay(quote.pk).get()
    return JsonResponse({"quote": quote.pk, "cents": cents})
