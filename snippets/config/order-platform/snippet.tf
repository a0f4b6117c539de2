# After the first apply the autoscaler decides how many there are.
resource "aws_ecs_service" "orders" {
  name            = "orders"
  task_definition = module.orders.task_arn
  desired_count   = 1

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  load_balancer {
    target_group_arn = module.edge.orders_target_group
    container_name   = "orders"
    container_port   = 8080
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

resource "aws_appautoscaling_target" "orders" {
  service_namespace  = "ecs"
  resource_id        = "service/main/orders"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 4
  max_capacity       = 40
}

resource "aws_ecs_service" "outbox" {
  name            = "orders-outbox"
  task_definition = module.outbox.task_arn
  desired_count   = 1
}

resource "aws_db_instance" "ledger" {
  identifier          = "ledger-production"
  engine              = "postgres"
  instance_class      = "db.r6g.2xlarge"
  multi_az            = true
  deletion_protection = true
}
