"""Articles analysed in batches: in this process, by a pool of processes, or on a cluster. README.md says which when."""
