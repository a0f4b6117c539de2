resource "google_pubsub_topic" "meter_readings" {
  name                       = "meter-readings"
  message_retention_duration = "86400s"
}

resource "google_pubsub_subscription" "billing" {
  name                         = "billing"
  topic                        = google_pubsub_topic.meter_readings.id
  ack_deadline_seconds         = 60
  enable_message_ordering      = true
  enable_exactly_once_delivery = true
  message_retention_duration   = "604800s"

  expiration_policy {
    ttl = ""
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.unread.id
    max_delivery_attempts = 10
  }
}

resource "google_pubsub_subscription" "forecast" {
  name                 = "forecast"
  topic                = google_pubsub_topic.meter_readings.id
  ack_deadline_seconds = 20

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.unread.id
    max_delivery_attempts = 8
  }
}

resource "google_pubsub_topic" "unread" {
  name = "meter-readings-dead"
}
