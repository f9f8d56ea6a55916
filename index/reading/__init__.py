"""How does text become turns? Blocks, labels, narration, notes, dates: text in, values out."""
