//go:build unix

package postgres

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/thyrida/thyrida/internal/proc"
)

// account is whom PostgreSQL, which refuses root, runs as when we are root: the
// owner of an existing cluster, else the user postgres, else nobody. It is nil
// when we are somebody else already.
func account(data string) (*proc.Account, error) {
	info, err := os.Stat(data)
	if err == nil {
		owner := info.Sys().(*syscall.Stat_t)
		if os.Getuid() != 0 && int(owner.Uid) != os.Getuid() {
			return nil, fmt.Errorf("%s belongs to another user (uid %d): choose another THYRIDA_STATE_DIR", data, owner.Uid)
		}
		if os.Getuid() == 0 && owner.Uid != 0 {
			return &proc.Account{UID: owner.Uid, GID: owner.Gid}, nil
		}
	} else if !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("look at cluster: %w", err)
	}
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 == nil && err2 == nil && uid != 0 {
			return &proc.Account{UID: uint32(uid), GID: uint32(gid)}, nil
		}
	}
	return nil, errors.New("PostgreSQL refuses to run as root, and this machine has neither a user postgres nor nobody: run as an ordinary user")
}

// own gives a file to the account.
func own(path string, a *proc.Account) error {
	if a == nil {
		return nil
	}
	if err := os.Chown(path, int(a.UID), int(a.GID)); err != nil {
		return fmt.Errorf("give %s to user %d: %w", path, a.UID, err)
	}
	return nil
}

// blocked returns the first folder on the way to path that the account may not
// enter, or "".
func blocked(a *proc.Account, path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	first := ""
	for dir := path; ; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			owner, mode := info.Sys().(*syscall.Stat_t), info.Mode().Perm()
			enter := mode&0o001 != 0
			switch {
			case owner.Uid == a.UID:
				enter = mode&0o100 != 0
			case owner.Gid == a.GID:
				enter = mode&0o010 != 0
			}
			if !enter {
				first = dir
			}
		}
		if dir == filepath.Dir(dir) {
			return first
		}
	}
}

// enable lets the account reach the paths: where only root may enter a folder
// above them, it keeps the capability to pass it, if we have it to give.
func enable(a *proc.Account, paths ...string) error {
	if a == nil {
		return nil
	}
	for _, path := range paths {
		dir := blocked(a, path)
		if dir == "" {
			continue
		}
		caps := passing()
		if caps == nil {
			return fmt.Errorf("PostgreSQL runs as user %d, who may not enter %s, and this system lets us give no capability to do so: "+
				"set THYRIDA_STATE_DIR to a folder every user may reach (or chmod o+x %s), or run as an ordinary user", a.UID, dir, dir)
		}
		a.Caps = caps
		return nil
	}
	return nil
}
