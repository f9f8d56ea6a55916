"""Where does a permalink lead, however often its document has changed since?"""
