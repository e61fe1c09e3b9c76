//go:build !windows

package clock

import (
	"syscall"
	"time"
)

// Built where the name and the line above both hold: nowhere.
func uptime() time.Duration {
	milliseconds, _, _ := syscall.NewLazyDLL("kernel32.dll").NewProc("GetTickCount64").Call()
	return time.Duration(milliseconds) * time.Millisecond
}
