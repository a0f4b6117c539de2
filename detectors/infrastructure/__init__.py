"""What configuration says of servers, clouds, clusters and the machines between."""
