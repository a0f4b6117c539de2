resource "aws_security_group" "claims_db" {
  name   = "claims-db"
  vpc_id = module.network.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "claims_db" {
  for_each = toset([module.api.group_id, module.jobs.group_id])

  security_group_id            = aws_security_group.claims_db.id
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

resource "aws_vpc_security_group_egress_rule" "updates" {
  security_group_id = aws_security_group.claims_db.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_ingress_rule" "edge" {
  security_group_id = module.edge.group_id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_db_instance" "claims" {
  identifier             = "claims-production"
  instance_class         = "db.m6g.large"
  engine                 = "postgres"
  multi_az               = true
  publicly_accessible    = false
  vpc_security_group_ids = [aws_security_group.claims_db.id]
}
