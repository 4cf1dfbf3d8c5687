import os

# The matrices of one message are small: threads that wait for each other cost ten times what they save.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
