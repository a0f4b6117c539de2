import os
from datetime import date, timedelta

from twilio.rest import Client

from clinic.db import appointments_on

client = Client(os.environ["TWILIO_SID"], os.environ["TWILIO_TOKEN"])
SENDER = os.environ["TWILIO_SENDER"]


def body(appointment):
    return (
        f"Reminder: {appointment.doctor} expects you on "
        f"{appointment.day:%d %b} at {appointment.time:%H:%M}."
    )


def remind(day):
    sent = 0
    for appointment in appointments_on(day):
        client.messages.create(
            to=appointment.phone,
            from_=SENDER,
            body=body(appointment),
        )
        sent += 1
    return sent


if __name__ == "__main__":
    print(remind(date.today() + timedelta(days=1)), "reminders sent")
