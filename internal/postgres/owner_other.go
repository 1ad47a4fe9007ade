//go:build !linux

package postgres

import "syscall"

// lendSearch is a matter of Linux capabilities; elsewhere the data folder has to be one the account can enter.
func lendSearch(*syscall.SysProcAttr) bool { return false }
