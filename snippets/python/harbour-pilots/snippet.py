import logging
import os

from azure.identity import DefaultAzureCredential
from azure.servicebus import ServiceBusClient, ServiceBusReceiver

from harbour.pilots import Roster

log = logging.getLogger("pilots")


def assign(roster: Roster, receiver: ServiceBusReceiver) -> None:
    for order in receiver:
        try:
            # a ship has one pilot, whatever is sent for it again
            roster.assign(order.application_properties[b"imo"])
        except Exception:
            log.exception("order %s", order.message_id)
            receiver.abandon_message(order)
        else:
            receiver.complete_message(order)


def main() -> None:
    client = ServiceBusClient(
        os.environ["SERVICEBUS_HOST"], DefaultAzureCredential()
    )
    with client, client.get_queue_receiver("pilots") as receiver:
        assign(Roster.open(), receiver)


if __name__ == "__main__":
    main()
