resource "aws_sqs_queue" "labels" {
  name                       = "order-labels"
  visibility_timeout_seconds = 360
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.unlabelled.arn
    maxReceiveCount     = 4
  })
}

resource "aws_sqs_queue" "unlabelled" {
  name                      = "order-labels-failed"
  message_retention_seconds = 1209600
}

resource "aws_lambda_function" "label" {
  function_name = "order-label"
  role          = aws_iam_role.label.arn
  package_type  = "Image"
  image_uri     = "${var.registry}/label:2.7.0"
  timeout       = 60
  memory_size   = 512
}

resource "aws_lambda_event_source_mapping" "labels" {
  event_source_arn = aws_sqs_queue.labels.arn
  function_name    = aws_lambda_function.label.arn
  batch_size       = 1

  scaling_config {
    maximum_concurrency = 4
  }
}
