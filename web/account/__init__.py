"""One's account: signing in, the links of mails, one's settings, one's own acts."""
