"""The only HTTP door: declarations, an RPC client, a cache. No rule, no database."""
