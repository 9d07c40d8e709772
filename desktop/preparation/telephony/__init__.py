"""What a telephone system tells about a call: in the recording's name, and in a file beside it.

Pure functions over names and bytes: nothing is opened, and no name that is read here is ever used as a path. What is
told is what somebody claims; it helps to find a recording, and it is no proof of anything.
"""
