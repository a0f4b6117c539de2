resource "aws_ecs_service" "booking" {
  name            = "booking"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.booking.arn
  launch_type     = "FARGATE"
  desired_count   = 3

  health_check_grace_period_seconds = 30

  network_configuration {
    subnets         = var.private_subnet_ids
    security_groups = [aws_security_group.booking.id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.booking.arn
    container_name   = "booking"
    container_port   = 8080
  }
}

resource "aws_db_instance" "booking" {
  identifier                  = "booking-production"
  engine                      = "postgres"
  engine_version              = "16.4"
  instance_class              = "db.r6g.xlarge"
  allocated_storage           = 400
  storage_encrypted           = true
  multi_az                    = true
  backup_retention_period     = 14
  manage_master_user_password = true
  username                    = "booking"
  db_subnet_group_name        = aws_db_subnet_group.private.name
}

resource "aws_db_instance" "reports" {
  identifier          = "booking-reports-production"
  replicate_source_db = aws_db_instance.booking.identifier
  instance_class      = "db.r6g.large"
}
