import imaplib
import os
import smtplib
import ssl
from email.message import EmailMessage

HOST = "mail.hoster.example.com"


def mail_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def send_reminder(to: str, invoice: str, cents: int) -> None:
    """Reminds a customer of an unpaid invoice."""
    mail = EmailMessage()
    mail["From"] = "books@joinery.example.com"
    mail["To"] = to
    mail["Subject"] = f"Invoice {invoice}"
    mail.set_content(f"We still miss {cents / 100:.2f} EUR.")
    with smtplib.SMTP_SSL(
        HOST, 465, timeout=15, context=mail_context()
    ) as server:
        server.login(
            "books@joinery.example.com", os.environ["MAIL_PASSWORD"]
        )
        server.send_message(mail)


def unread() -> int:
    """How many answers wait in the mailbox."""
    with imaplib.IMAP4_SSL(
        HOST, ssl_context=mail_context(), timeout=15
    ) as box:
        box.login(
            "books@joinery.example.com", os.environ["MAIL_PASSWORD"]
        )
        _, found = box.status("INBOX", "(UNSEEN)")
    return int(found[0].split()[-1].rstrip(b")"))
