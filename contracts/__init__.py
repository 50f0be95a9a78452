"""What the services promise one another and the world: marshmallow schemas and nothing else."""
