"""consultations: projects, their steps and everything people write in them.

Owns: projects, steps and their windows, sections, requirements, themes and zones, contributions, opinion
votes, arguments, sources, versions, moderation, exports, figures. Asked through
`contracts.consultations`, tells `contracts.consultations.facts`, hears identity's organisations,
participant types and confirmed addresses.
"""
