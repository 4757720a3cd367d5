"""How fast the program is, each figure beside a baseline from the same run: `python3 run.py bench`.

Everything happens in a folder of its own that is gone afterwards; the user's data is never opened.
"""
