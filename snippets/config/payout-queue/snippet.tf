locals {
  runtime = "python3.12"
}

resource "aws_sqs_queue" "payouts" {
  name                        = "payouts.fifo"
  fifo_queue                  = true
  content_based_deduplication = true
  visibility_timeout_seconds  = 360
  message_retention_seconds   = 345600
  kms_master_key_id           = aws_kms_key.queues.id
}

resource "aws_lambda_function" "payouts" {
  function_name = "payouts"
  role          = aws_iam_role.payouts.arn
  handler       = "payouts.main.handler"
  runtime       = local.runtime
  timeout       = 60
  memory_size   = 256
  s3_bucket     = var.artifacts
  s3_key        = "payouts/${var.release}.zip"
}

resource "aws_lambda_event_source_mapping" "payouts" {
  event_source_arn        = aws_sqs_queue.payouts.arn
  function_name           = aws_lambda_function.payouts.arn
  batch_size              = 5
  function_response_types = ["ReportBatchItemFailures"]
}
