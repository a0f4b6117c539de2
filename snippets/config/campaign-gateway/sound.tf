resource "aws_apigatewayv2_api" "campaigns" {
  name          = "campaigns"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_stage" "live" {
  api_id      = aws_apigatewayv2_api.campaigns.id
  name        = "live"
  auto_deploy = false

  default_route_settings {
    throttling_rate_limit  = 50
    throttling_burst_limit = 100
  }
}

resource "aws_apigatewayv2_route" "report" {
  api_id             = aws_apigatewayv2_api.campaigns.id
  route_key          = "GET /campaigns/{id}/report"
  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.staff.id
  target             = "integrations/${local.report}"
}

resource "aws_apigatewayv2_route" "send" {
  api_id             = aws_apigatewayv2_api.campaigns.id
  route_key          = "POST /campaigns/{id}/send"
  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.staff.id
  target             = "integrations/${local.send}"
}
