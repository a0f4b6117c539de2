import stripe

stripe.api_key = "sk_test_0"


def call(base):
    stripe.api_base = base
    return stripe.PaymentIntent.create(amount=2000, currency="eur")
