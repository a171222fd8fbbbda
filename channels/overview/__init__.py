"""\"Mijn overzicht\": what was found for a citizen, as a page, a PDF, a calendar file and a list of skills.

`model.build` puts it together from the messages of a conversation and the knowledge, pure; `pages` and `skill_pages`
show it behind a private link (`links`). Nothing here decides what fits: that was told in the conversation, with its
date. What has changed since is said, and a door that has shut meanwhile is never shown as open.
"""
