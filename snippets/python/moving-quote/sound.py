from celery import shared_task
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_POST

from quotes.forms import MoveForm
from quotes.models import Quote
from routing import tours


@shared_task(acks_late=True)
def plan(quote_id: int) -> None:
    quote = Quote.objects.get(pk=quote_id)
    route = tours.shortest(quote.start, quote.end, quote.volume)
    Quote.objects.filter(pk=quote_id).update(
        minutes=route.minutes, cents=route.cents
    )


@require_POST
def request_quote(request):
    form = MoveForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    quote, is_new = Quote.objects.get_or_create(
        key=form.cleaned_data["key"],
        defaults=form.as_fields(),
    )
    if is_new:
        plan.delay(quote.pk)
    return JsonResponse({"quote": quote.pk}, status=202)


@require_GET
def read_quote(request, pk):
    quote = get_object_or_404(Quote, pk=pk)
    return JsonResponse({"quote": quote.pk, "cents": quote.cents})
