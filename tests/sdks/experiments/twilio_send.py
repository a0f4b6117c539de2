from twilio.rest import Client

client = Client("AC" + "0" * 32, "token")


def call(base):
    client.api.base_url = base
    return client.messages.create(to="+15550100", from_="+15550101", body="hi")
