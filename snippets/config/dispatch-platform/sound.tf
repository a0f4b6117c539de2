provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "standby"
  region = "eu-west-1"
}

module "network" {
  source = "git::https://git.example.com/base/network.git?ref=v3.8.0"
  zones  = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
}

module "standby" {
  source    = "./site"
  providers = { aws = aws.standby }
}

module "queue" {
  source  = "cloudbrick/queue/aws"
  version = "4.2.0"
  name    = "dispatch"
}

resource "aws_lambda_function" "assign" {
  function_name = "assign"
  s3_bucket     = "dispatch-builds"
  s3_key        = "assign/1842.zip"
  handler       = "index.handler"
  runtime       = "nodejs22.x"
  role          = aws_iam_role.assign.arn
  timeout       = 6
  publish       = true
}

resource "aws_apigatewayv2_integration" "assign" {
  api_id                 = aws_apigatewayv2_api.dispatch.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_alias.live.invoke_arn
  timeout_milliseconds   = 8000
}
