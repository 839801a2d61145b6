"""What is known of a figure of a built edition, put together from the edition's own files.

A figure is looked up in a blink: nothing here computes, and no table is read but for the rows that are asked for.
"""
