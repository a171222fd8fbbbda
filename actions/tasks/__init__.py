"""The task engine: plain, pure Python. No I/O beyond the Knowledge object that is passed in."""
