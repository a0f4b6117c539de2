from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from trains.forms import BerthsForm
from trains.models import Booking, Carriage


@login_required
@require_POST
@transaction.atomic
def book(request: HttpRequest, carriage_id: int) -> JsonResponse:
    form = BerthsForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    berths = form.cleaned_data["berths"]
    carriage = get_object_or_404(Carriage, pk=carriage_id)
    if carriage.seats < berths:
        return JsonResponse({"left": carriage.seats}, status=409)
    carriage.seats -= berths
    carriage.save(update_fields=["seats"])
    booking = Booking.objects.create(
        carriage=carriage, guest=request.user, berths=berths
    )
    return JsonResponse({"booking": booking.pk}, status=201)
