from flask import Blueprint, Response, request
from twilio.twiml.messaging_response import MessagingResponse

from clinic.calendar import Appointments

answers = Blueprint("answers", __name__)
appointments = Appointments()
YES = {"yes", "y", "ok", "1"}
NO = {"no", "n", "cancel", "0"}


@answers.route("/sms/webhook", methods=["POST"])
def answered():
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
