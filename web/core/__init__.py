"""What every page stands on: the request, its session and languages, the gateway's client, forms, formats."""
