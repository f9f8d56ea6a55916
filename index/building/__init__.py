"""How does a folder of files become a generation?"""
