import json
import os
from datetime import date, timedelta

import boto3

from clinic.db import appointments_on

QUEUE = os.environ["REMINDER_QUEUE"]
sqs = boto3.client("sqs")


def entry(appointment):
    return {
        "Id": str(appointment.id),
        "MessageBody": json.dumps(
            {"to": appointment.phone, "appointment": appointment.id}
        ),
    }


def remind(day):
    """Queues reminders by tens; paced workers send and retry them."""
    appointments = list(appointments_on(day))
    refused = []
    for start in range(0, len(appointments), 10):
        batch = appointments[start : start + 10]
        answer = sqs.send_message_batch(
            QueueUrl=QUEUE, Entries=[entry(a) for a in batch]
        )
        refused += [failed["Id"] for failed in answer.get("Failed", [])]
    if refused:
        raise RuntimeError(f"not queued: {', '.join(refused)}")
    return len(appointments)


if __name__ == "__main__":
    print(remind(date.today() + timedelta(days=1)), "reminders queued")
