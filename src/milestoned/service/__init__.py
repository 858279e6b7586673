"""The daemon in the background: one service a vault, by whatever the system has to run one."""
