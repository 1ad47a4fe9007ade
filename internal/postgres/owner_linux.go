package postgres

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// The rights that let a process search a folder whose mode forbids it, the narrower one first.
const (
	capDACOverride   = 1
	capDACReadSearch = 2
)

// lendSearch lets the process keep root's right to search folders, when root has it here.
func lendSearch(attributes *syscall.SysProcAttr) bool {
	have := effectiveRights()
	for _, right := range []uintptr{capDACReadSearch, capDACOverride} {
		if have&(1<<right) != 0 {
			attributes.AmbientCaps = []uintptr{right}
			return true
		}
	}
	return false
}

func effectiveRights() uint64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if hex, ok := strings.CutPrefix(line, "CapEff:"); ok {
			rights, _ := strconv.ParseUint(strings.TrimSpace(hex), 16, 64)
			return rights
		}
	}
	return 0
}
