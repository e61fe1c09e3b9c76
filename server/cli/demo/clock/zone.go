// go:build !plan9

package clock

import "time"

// zone is the station's own. The blank in the first line makes it a comment
// like any other, so that this file is built on Plan 9 too.
func zone() *time.Location { return time.Local }
