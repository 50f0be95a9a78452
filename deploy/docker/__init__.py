"""The suite in containers: the recipe of its images and what sets it up."""
