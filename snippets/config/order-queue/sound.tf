variable "erp_password" {
  type      = string
  sensitive = true
}

resource "aws_lb_listener" "plain" {
  load_balancer_arn = aws_lb.api.arn
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

resource "aws_sqs_queue" "orders" {
  name                       = "orders"
  visibility_timeout_seconds = 720
  sqs_managed_sse_enabled    = true
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.orders_dead.arn
    maxReceiveCount     = 5
  })
}

resource "aws_lambda_function" "book" {
  function_name = "book-order"
  role          = aws_iam_role.book.arn
  image_uri     = "${var.registry}/book-order@${var.digest}"
  package_type  = "Image"
  timeout       = 120
  environment {
    variables = { ERP_URL = "https://erp.example.com/api" }
  }
}

resource "aws_lambda_event_source_mapping" "orders" {
  event_source_arn        = aws_sqs_queue.orders.arn
  function_name           = aws_lambda_function.book.arn
  function_response_types = ["ReportBatchItemFailures"]
}
