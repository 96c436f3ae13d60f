"""What people say about answers, and the record of all that was asked, on its way to the lake."""

import os

# Read when Arrow is first imported, which is why it stands here. The allocator that Arrow brings
# keeps 40 to 50 MB of what a merge of files took, also when it is told to give it back.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
