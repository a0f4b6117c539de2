variable "erp_password" {
  type    = string
  default = "pW9-kTz4vQm7xLb2Rn"
}

resource "aws_lb_listener" "api" {
  load_balancer_arn = aws_lb.api.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }
}

resource "aws_sqs_queue" "orders" {
  name                       = "orders"
  visibility_timeout_seconds = 30
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
