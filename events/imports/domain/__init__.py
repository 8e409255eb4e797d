"""Programmes of others, read into ours.

contents   getting the file;  ics, lists, mapping  what it says;  texts, items  in one form
comparing  what each item asks for beside what stands here;  planning  all of one reading
applying   taking the steps, one item at a time;  making  how an item becomes an activity
running    one reading, from the address to the programme;  reporting, saying  in words
sources    what an editor decides about a source;  twins  the same thing from two sources
"""
