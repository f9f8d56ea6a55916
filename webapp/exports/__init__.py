"""How does a result set, or a document, leave the site? CSV and JSON lines of all hits, TEI and text of documents."""
