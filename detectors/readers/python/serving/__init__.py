"""Routes and webhooks: who calls, and what is answered."""
