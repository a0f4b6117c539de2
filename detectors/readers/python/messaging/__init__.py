"""Messages of queues: who takes them, acknowledges them, gets them twice, or fails on them."""
