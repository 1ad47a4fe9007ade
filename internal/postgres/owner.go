package postgres

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// owner is the account that the server's processes run as. PostgreSQL refuses to run as root, so root lends it an
// account without rights; everybody else runs it as themselves, which is the zero owner.
type owner struct {
	name     string
	uid, gid int
	switched bool
}

// chooseOwner is the account that data already belong to, else the first that fits of those every system has.
func chooseOwner(data string) (owner, error) {
	if os.Geteuid() != 0 {
		return owner{}, nil
	}
	if info, err := os.Stat(data); err == nil {
		if stat, ok := info.Sys().(*syscall.Stat_t); ok && stat.Uid != 0 {
			return owner{name: "#" + strconv.Itoa(int(stat.Uid)), uid: int(stat.Uid), gid: int(stat.Gid), switched: true}, nil
		}
	}
	for _, name := range []string{"postgres", "nobody", "daemon"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(account.Uid)
		gid, _ := strconv.Atoi(account.Gid)
		if uid > 0 {
			return owner{name: name, uid: uid, gid: gid, switched: true}, nil
		}
	}
	return owner{}, errors.New("PostgreSQL does not run as root, and this machine has none of the accounts postgres, nobody, daemon: " +
		"start the portal as an ordinary user, or set PORTAL_DATABASE_URL")
}

// own gives a file or folder of the server to its account.
func (o owner) own(path string) error {
	if !o.switched {
		return nil
	}
	return os.Chown(path, o.uid, o.gid)
}

// blocked is the first folder on the way to path that the account may not enter, "" when the way is free.
func (o owner) blocked(path string) (string, error) {
	if !o.switched {
		return "", nil
	}
	way := []string{}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		way = append([]string{dir}, way...)
		if dir == filepath.Dir(dir) {
			break
		}
	}
	for _, dir := range way {
		info, err := os.Stat(dir)
		if err != nil {
			return "", err
		}
		if !o.mayEnter(info) {
			return dir, nil
		}
	}
	return "", nil
}

func (o owner) mayEnter(dir fs.FileInfo) bool {
	stat, ok := dir.Sys().(*syscall.Stat_t)
	if !ok {
		return true
	}
	switch {
	case int(stat.Uid) == o.uid:
		return dir.Mode().Perm()&0o100 != 0
	case int(stat.Gid) == o.gid:
		return dir.Mode().Perm()&0o010 != 0
	default:
		return dir.Mode().Perm()&0o001 != 0
	}
}

// attributes run a process as the account, detached from the terminal: Ctrl-C there is for the portal, which first
// finishes what it is doing and then stops the server itself.
//
// A clone under /root is closed to every other account. The process then keeps the one right to search folders; where
// root itself lacks that right (some containers), it can't be given, and the error says what to do.
func (o owner) attributes(paths ...string) (*syscall.SysProcAttr, error) {
	attributes := &syscall.SysProcAttr{Setsid: true}
	if !o.switched {
		return attributes, nil
	}
	attributes.Credential = &syscall.Credential{Uid: uint32(o.uid), Gid: uint32(o.gid)} //nolint:gosec // account ids
	for _, path := range paths {
		dir, err := o.blocked(path)
		if err != nil {
			return nil, err
		}
		if dir != "" && !lendSearch(attributes) {
			return nil, fmt.Errorf("the database server runs as account %s, which may not enter %s on the way to %s: "+
				"set PORTAL_DATA_DIR to a folder outside of it, or chmod o+x %s", o.name, dir, path, dir)
		}
	}
	return attributes, nil
}
