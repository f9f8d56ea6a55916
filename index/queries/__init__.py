"""How do words become a tree, and where in a text does that tree match? Pure: text and trees."""
