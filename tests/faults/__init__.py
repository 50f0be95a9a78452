"""Kill, stop, duplicate and delay, then count. `make faults` is the full size, `make test` a reduced one."""
