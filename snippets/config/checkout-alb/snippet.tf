variable "psp_key_name" {
  type    = string
  default = "checkout/psp-api-key"
}

data "aws_secretsmanager_secret" "psp" {
  name = var.psp_key_name
}

resource "aws_lb_listener" "plain" {
  load_balancer_arn = aws_lb.checkout.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "checkout" {
  load_balancer_arn = aws_lb.checkout.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = aws_acm_certificate.shop.certificate_arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.checkout.arn
  }
}

resource "aws_db_parameter_group" "orders" {
  family = "postgres16"
  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_ssm_parameter" "ledger" {
  name  = "/checkout/ledger-url"
  type  = "String"
  value = "http://ledger.checkout.internal:8080"
}
