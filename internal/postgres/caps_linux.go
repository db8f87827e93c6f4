package postgres

import (
	"os"
	"regexp"
	"strconv"
)

// Capabilities of linux/capability.h that let a user pass folders it may not.
const (
	capDACOverride   = 1
	capDACReadSearch = 2
)

var capsText = regexp.MustCompile(`(?m)^Cap(Prm|Bnd):\s+([0-9a-f]+)$`)

// passing is the least capability that lets a child pass folders only root may
// enter and that we may hand on; nil when there is none. Containers often have
// the second only.
func passing() []uintptr {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return nil
	}
	have := ^uint64(0)
	for _, match := range capsText.FindAllSubmatch(status, -1) {
		set, err := strconv.ParseUint(string(match[2]), 16, 64)
		if err != nil {
			return nil
		}
		have &= set
	}
	for _, c := range []uintptr{capDACReadSearch, capDACOverride} {
		if have&(1<<c) != 0 {
			return []uintptr{c}
		}
	}
	return nil
}
