"""What mails say, in French and English, and how they look."""
