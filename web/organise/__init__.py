"""The pages of those who organise: projects, steps, sections, members, moderation, figures, exports."""
