"""How is a document or a passage cited? In the archive's own words, in scholars' styles, and as data for programs."""
