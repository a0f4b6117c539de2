import json
import logging
import os
import signal

import boto3

from mail.archive import Archive

log = logging.getLogger("mail")
sqs = boto3.client("sqs", region_name="eu-central-1")
QUEUE = os.environ["INBOUND_QUEUE"]


class Consumer:
    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.running = True
        signal.signal(signal.SIGTERM, self.stop)

    def stop(self, *_: object) -> None:
        self.running = False

    def handle(self, message: dict) -> None:
        mail = json.loads(message["Body"])
        # the archive keeps one copy for each Message-ID
        self.archive.put_once(mail["messageId"], mail)
        sqs.delete_message(
            QueueUrl=QUEUE, ReceiptHandle=message["ReceiptHandle"]
        )

    def run(self) -> None:
        while self.running:
            batch = sqs.receive_message(
                QueueUrl=QUEUE,
                WaitTimeSeconds=20,
                MaxNumberOfMessages=10,
            )
            for message in batch.get("Messages", []):
                try:
                    self.handle(message)
                except Exception:
                    log.exception("stays in the queue")
