"""What deploys the services and says who may import whom, written from the table of each: `make manifests`."""
