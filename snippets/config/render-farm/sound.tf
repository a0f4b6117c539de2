resource "google_compute_firewall" "render_login" {
  name          = "render-login"
  network       = google_compute_network.render.name
  description   = "artists and the night shift"
  direction     = "INGRESS"
  source_ranges = ["35.235.240.0/20"]
  target_tags   = ["render-node"]

  allow {
    protocol = "tcp"
    ports    = ["22", "3389"]
  }
}

resource "google_compute_firewall" "render_nodes" {
  name        = "render-nodes"
  network     = google_compute_network.render.name
  source_tags = ["render-node"]
  target_tags = ["render-node"]

  allow {
    protocol = "tcp"
    ports    = ["2049", "6379", "27017"]
  }
}

resource "google_compute_firewall" "previews" {
  name          = "previews"
  network       = google_compute_network.render.name
  source_ranges = ["0.0.0.0/0"]
  target_tags   = ["preview"]

  allow {
    protocol = "tcp"
    ports    = ["443"]
  }
}
