resource "azurerm_lb" "gate" {
  name                = "gate"
  location            = var.location
  resource_group_name = azurerm_resource_group.gate.name
  sku                 = "Standard"

  frontend_ip_configuration {
    name                 = "public"
    public_ip_address_id = azurerm_public_ip.gate.id
    zones                = ["1", "2", "3"]
  }
}

resource "azurerm_lb_backend_address_pool" "gate" {
  loadbalancer_id = azurerm_lb.gate.id
  name            = "gate"
}

resource "azurerm_lb_probe" "sip" {
  loadbalancer_id = azurerm_lb.gate.id
  name            = "sip"
  protocol        = "Tcp"
  port            = 5061
}

resource "azurerm_lb_rule" "sip" {
  name                           = "sip"
  loadbalancer_id                = azurerm_lb.gate.id
  protocol                       = "Tcp"
  frontend_port                  = 5061
  backend_port                   = 5061
  frontend_ip_configuration_name = "public"
  backend_address_pool_ids       = [local.pool_id]
  probe_id                       = azurerm_lb_probe.sip.id
}

resource "azurerm_lb_rule" "portal" {
  name                           = "portal"
  loadbalancer_id                = azurerm_lb.gate.id
  protocol                       = "Tcp"
  frontend_port                  = 443
  backend_port                   = 8443
  frontend_ip_configuration_name = "public"
  backend_address_pool_ids       = [local.pool_id]
}
