package faults

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// lives reports whether the process is there.
func (p *replica) lives() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.command.Process.Signal(syscall.Signal(0)) == nil
}

// status is a figure of the process in bytes, such as VmRSS; 0 where the machine does not tell.
func (p *replica) status(name string) int64 {
	raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.command.Process.Pid))
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			kb, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb << 10
		}
	}
	return 0
}

// opened is how many descriptors the process has.
func (p *replica) opened() int {
	list, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.command.Process.Pid))
	return len(list)
}
