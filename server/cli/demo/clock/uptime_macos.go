package clock

import (
	"syscall"
	"time"
)

// The go command knows `_darwin`; `_macos` means nothing to it, so that this
// file is built on every port.
func uptime() time.Duration {
	boot, err := syscall.SysctlUint32("kern.boottime")
	if err != nil {
		return 0
	}
	return time.Since(time.Unix(int64(boot), 0))
}
