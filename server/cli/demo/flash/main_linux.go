package main

import "os"

// The other file is built on every port, and there it has no main.
func main() {
	port, err := os.OpenFile(device, os.O_WRONLY, 0)
	if err != nil {
		os.Exit(1)
	}
	port.WriteString("\x1bflash\n")
}
