terraform {
  required_version = "~> 1.9"
}

provider "aws" {
  region = "eu-west-3"
}

provider "aws" {
  alias  = "north"
  region = "eu-north-1"
}

module "map" {
  source  = "cloudbrick/static-map/aws"
  version = "2.8.1"
  name    = "outages"
}

module "map_north" {
  source    = "cloudbrick/static-map/aws"
  version   = "2.8.1"
  name      = "outages-north"
  providers = { aws = aws.north }
}

resource "aws_route53_health_check" "map" {
  fqdn              = module.map.host
  type              = "HTTPS"
  resource_path     = "/ready"
  failure_threshold = 3
  request_interval  = 10
}
