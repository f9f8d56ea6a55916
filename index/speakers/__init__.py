"""How do names become people? The authority file, rules within a document, and what an operator is told."""
