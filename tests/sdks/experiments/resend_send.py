import resend

resend.api_key = "k"


def call(base):
    resend.api_url = base
    return resend.Emails.send({"from": "a@example.com", "to": ["b@example.com"], "subject": "hi"})
