resource "aws_sqs_queue" "smoke" {
  name                       = "stable-smoke"
  message_retention_seconds  = 172800
  visibility_timeout_seconds = 180
  kms_master_key_id          = aws_kms_key.alarms.id
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.smoke_dead.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "smoke_dead" {
  name                      = "stable-smoke-dead"
  message_retention_seconds = 1209600
  kms_master_key_id         = aws_kms_key.alarms.id
}

resource "aws_kms_key" "alarms" {
  description         = "alarms of the stable"
  enable_key_rotation = true
}

resource "aws_lambda_event_source_mapping" "owners" {
  event_source_arn = aws_sqs_queue.smoke.arn
  function_name    = aws_lambda_function.call_owners.arn
  batch_size       = 1
}
