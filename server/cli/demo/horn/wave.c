// Nothing here imports "C": where cgo is on, the go command refuses the package.
int wave(int time) { return time % 440 < 220; }
