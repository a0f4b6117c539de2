terraform {
  required_version = "~> 1.9"
  required_providers {
    google = { source = "hashicorp/google", version = "6.14.1" }
  }
}

provider "google" {
  project = "coast-uplink"
  region  = "europe-north1"
}

resource "google_pubsub_topic" "calls" {
  name                       = "distress-calls"
  message_retention_duration = "604800s"

  message_storage_policy {
    allowed_persistence_regions = ["europe-north1"]
  }
}

resource "google_pubsub_subscription" "desk" {
  name                 = "distress-desk"
  topic                = google_pubsub_topic.calls.id
  ack_deadline_seconds = 20

  push_config {
    push_endpoint = "https://desk.coast.example.com/v2/calls"
    oidc_token {
      service_account_email = google_service_account.uplink.email
    }
  }

  retry_policy {
    minimum_backoff = "2s"
    maximum_backoff = "30s"
  }

  expiration_policy {
    ttl = ""
  }
}

resource "google_service_account" "uplink" {
  account_id = "uplink"
}
