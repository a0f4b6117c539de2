variable "life_s" {
  description = "How long a code confirms a transfer"
  type        = number
  default     = 180
}

resource "aws_sqs_queue" "transfer_otp" {
  delay_seconds             = 0
  message_retention_seconds = 180
  kms_master_key_id         = "alias/transfers"
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.transfer_dead.arn
    maxReceiveCount     = 3
  })
}

resource "aws_ssm_parameter" "life" {
  name  = "/transfers/otp/life"
  type  = "String"
  value = var.life_s
}

resource "aws_cloudwatch_metric_alarm" "oldest" {
  alarm_name          = "transfer-otp-oldest"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 60
  period              = 60
  evaluation_periods  = 2
  dimensions          = { QueueName = aws_sqs_queue.transfer_otp.name }
}
