"""What a telephone system tells about a call: in the recording's name, and in a file beside it.

But for `tree`, `beside` and `folder`, which walk a folder that a person has named, these are pure functions over names
and bytes: nothing is opened. No name that is read in a file is ever used as a path. What is told is what somebody
claims; it helps to find a recording, and it is no proof of anything.
"""
