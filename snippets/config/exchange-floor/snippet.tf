resource "aws_sqs_queue" "alerts" {
  name                       = "alerts"
  visibility_timeout_seconds = 60
  message_retention_seconds  = 300
  sqs_managed_sse_enabled    = true
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.alerts_parked.arn
    maxReceiveCount     = 3
  })
}

resource "aws_sqs_queue" "alerts_parked" {
  name                      = "alerts-parked"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

resource "aws_lambda_function" "alert" {
  function_name = "alert-desk"
  role          = aws_iam_role.notify.arn
  handler       = "notify.alert.handler"
  runtime       = "python3.12"
  s3_bucket     = var.artifacts
  s3_key        = "notify/${var.release}.zip"
  timeout       = 10

  reserved_concurrent_executions = 20
}

resource "aws_lambda_event_source_mapping" "alerts" {
  event_source_arn        = aws_sqs_queue.alerts.arn
  function_name           = aws_lambda_function.alert.arn
  batch_size              = 5
  function_response_types = ["ReportBatchItemFailures"]
}
