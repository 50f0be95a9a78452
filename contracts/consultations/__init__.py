"""What consultations promises: projects, their steps and everything people write in them."""
