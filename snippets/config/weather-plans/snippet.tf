resource "aws_api_gateway_usage_plan" "starter" {
  name = "starter"
  api_stages {
    api_id = aws_api_gateway_rest_api.forecasts.id
    stage  = aws_api_gateway_stage.live.stage_name
  }
  throttle_settings {
    rate_limit  = 5
    burst_limit = 20
  }
}

resource "aws_api_gateway_usage_plan" "enterprise" {
  name        = "enterprise"
  description = "priced by the call, at the end of the month"
  api_stages {
    api_id = aws_api_gateway_rest_api.forecasts.id
    stage  = aws_api_gateway_stage.live.stage_name
  }
}

resource "aws_lambda_function" "forecast" {
  function_name = "forecast"
  image_uri     = "${local.registry}/forecast:8.14.2"
  package_type  = "Image"
  role          = aws_iam_role.forecast.arn
  timeout       = 15
}

resource "aws_api_gateway_integration" "forecast" {
  rest_api_id             = aws_api_gateway_rest_api.forecasts.id
  resource_id             = aws_api_gateway_resource.forecast.id
  http_method             = "GET"
  integration_http_method = "POST"
  type                    = "AWS_PROXY"
  uri                     = "${local.invoke}/${local.forecast}:$LATEST"
}
