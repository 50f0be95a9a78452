"""The suite on one machine: private servers, what each process is told, and the command that runs it all."""
