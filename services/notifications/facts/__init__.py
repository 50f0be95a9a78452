"""Others' facts, read tolerantly."""
