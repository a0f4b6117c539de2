from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import Mail


def call(base):
    client = SendGridAPIClient("k", host=base)
    mail = Mail("a@example.com", "b@example.com", "hi", "hi")
    return client.send(mail)
