import logging
import os
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path

log = logging.getLogger("statements")
RELAY = "relay.mailhouse.example.com"
USER = os.environ["RELAY_USER"]
PASSWORD = os.environ["RELAY_PASSWORD"]


def compose(account, pdf: Path) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "statements@bank.example"
    message["To"] = account.email
    message["Subject"] = f"Your statement of {account.month}"
    message.set_content("Please find your statement attached.")
    message.add_attachment(
        pdf.read_bytes(), maintype="application", subtype="pdf",
        filename=pdf.name,
    )
    return message


def send(account, pdf: Path) -> None:
    context = ssl.create_default_context()
    with smtplib.SMTP(RELAY, 587, timeout=30) as relay:
        relay.starttls(context=context)
        relay.login(USER, PASSWORD)
        relay.send_message(compose(account, pdf))
    log.info("statement of %s is with the relay", account.id)
