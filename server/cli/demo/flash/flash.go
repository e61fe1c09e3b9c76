// Command flash writes a new program to the display.
package main

const device = "/dev/ttyACM0"
