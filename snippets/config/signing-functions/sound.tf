locals {
  runtime = "python3.12"
}

resource "aws_lambda_function" "sign" {
  function_name = "sign-deed"
  role          = aws_iam_role.sign.arn
  handler       = "deeds.sign.handler"
  runtime       = local.runtime
  s3_bucket     = var.artifacts
  s3_key        = "deeds/${var.release}.zip"
  memory_size   = 512
  timeout       = 10
  kms_key_arn   = aws_kms_key.deeds.arn

  reserved_concurrent_executions = 60

  tracing_config {
    mode = "Active"
  }
  environment {
    variables = { SIGNER_URL = "https://signer.example.com" }
  }
}

resource "aws_lambda_function" "render" {
  function_name = "render-page"
  role          = aws_iam_role.render.arn
  handler       = "deeds.render.handler"
  runtime       = local.runtime
  s3_bucket     = var.artifacts
  s3_key        = "deeds/${var.release}.zip"
  memory_size   = 1024
  timeout       = 60
}

resource "aws_lambda_event_source_mapping" "pages" {
  event_source_arn = aws_sqs_queue.pages.arn
  function_name    = aws_lambda_function.render.arn
  batch_size       = 1
  scaling_config {
    maximum_concurrency = 200
  }
}
