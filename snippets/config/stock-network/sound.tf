resource "aws_security_group" "stock" {
  name        = "stock"
  description = "Stock service and its database"
  vpc_id      = module.network.vpc_id

  ingress {
    description      = "clients"
    from_port        = 443
    to_port          = 443
    protocol         = "tcp"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }

  ingress {
    description     = "the integrator, through the VPN"
    from_port       = 5432
    to_port         = 5432
    protocol        = "tcp"
    security_groups = [module.vpn.security_group_id]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_db_instance" "stock" {
  identifier                  = "stock-production"
  engine                      = "postgres"
  instance_class              = "db.m6g.large"
  allocated_storage           = 200
  multi_az                    = true
  manage_master_user_password = true
  publicly_accessible         = false
  vpc_security_group_ids      = [aws_security_group.stock.id]
}
