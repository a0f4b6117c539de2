terraform {
  required_version = "~> 1.9"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "6.8.0"
    }
  }
}

locals {
  regions = toset(["europe-west1", "europe-north1"])
}

resource "google_sql_database_instance" "signs" {
  name                = "signs"
  region              = "europe-west1"
  database_version    = "POSTGRES_16"
  deletion_protection = true

  settings {
    tier              = "db-custom-4-16384"
    availability_type = "REGIONAL"
    backup_configuration {
      enabled                        = true
      point_in_time_recovery_enabled = true
    }
    ip_configuration {
      ipv4_enabled    = false
      private_network = var.network
      ssl_mode        = "ENCRYPTED_ONLY"
    }
  }
}

resource "google_sql_database_instance" "signs_north" {
  name                 = "signs-north"
  region               = "europe-north1"
  database_version     = "POSTGRES_16"
  master_instance_name = google_sql_database_instance.signs.name

  settings {
    tier              = "db-custom-4-16384"
    availability_type = "REGIONAL"
  }
}

module "control" {
  for_each = local.regions
  source   = "./modules/control"
  region   = each.value
  copies   = 4
  image    = "registry.example.com/signs/control:9.4.1"
}
