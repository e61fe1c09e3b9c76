// Package crc sums up what the sensors send.
package crc

// Sum is written in assembly, for arm64 only: the compiler finds no body for
// it elsewhere.
func Sum(data []byte) uint8
