"""The commands of `huddle`: a module each, imported only when used.

A module has two functions: `add(parser, word)` adds the options of the command to its parser, and
`run(args, context)` runs it and returns the exit status.
"""
