"""The reference front end: pages made from the gateway's public API and from nothing else."""
