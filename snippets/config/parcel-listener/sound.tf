resource "aws_lb" "parcels" {
  name               = "parcels"
  load_balancer_type = "application"
  subnets            = var.public_subnets
  security_groups    = [aws_security_group.edge.id]
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.parcels.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.parcels.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = aws_acm_certificate.parcels.arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }
}
