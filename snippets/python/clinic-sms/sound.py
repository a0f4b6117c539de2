import os

from flask import Blueprint, Response, abort, request
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

from clinic.calendar import Appointments

answers = Blueprint("answers", __name__)
appointments = Appointments()
validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
YES = {"yes", "y", "ok", "1"}
NO = {"no", "n", "cancel", "0"}


@answers.route("/sms/webhook", methods=["POST"])
def answered():
    signature = request.headers.get("X-Twilio-Signature", "")
    if not validator.validate(request.url, request.form, signature):
        abort(403)
    number = request.form["From"]
    text = request.form["Body"].strip().lower()
    reply = MessagingResponse()
    if text in YES:
        appointments.confirm(phone=number)
        reply.message("Thank you, see you soon.")
    elif text in NO:
        appointments.cancel(phone=number)
        reply.message("Your appointment is cancelled.")
    else:
        reply.message("Please answer yes or no.")
    return Response(str(reply), mimetype="application/xml")
