"""Call metadata: what a telephone system says about a call, in the recording's name and in a file beside it.

Except for `beside` and `folder`, which walk a folder that a person has named, these are pure functions of names
and bytes: nothing is opened. A name read in a file is never used as a path. The metadata is a claim;
it helps to find a recording, and proves nothing.
"""
