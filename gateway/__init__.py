"""The only HTTP entrance: declarations, an RPC client, a cache. No rule, no database."""
