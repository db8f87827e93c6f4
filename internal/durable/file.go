// Package durable puts small files on disk so that whoever looks sees all of a
// file or none of it, even when the machine loses power in between: written
// aside, synced, then given its name. Files are readable by their owner alone.
package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Create puts a file in place unless one is there, which then stays as it is.
func Create(path string, b []byte) error {
	return settle(path, b, func(written string) error {
		if err := os.Link(written, path); !errors.Is(err, fs.ErrExist) {
			return err
		}
		return nil
	})
}

// Replace puts a file in place of whatever is there.
func Replace(path string, b []byte) error {
	return settle(path, b, func(written string) error { return os.Rename(written, path) })
}

// settle writes the file aside and has name give it its name. The directory is
// synced too: without that the name may be gone after a power cut.
func settle(path string, b []byte, name func(written string) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // 0600
	if err != nil {
		return fmt.Errorf("write a file aside: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write a file aside: %w", err)
	}
	if err := name(f.Name()); err != nil {
		return fmt.Errorf("put a file in place: %w", err)
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("sync the directory of a file: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync the directory of a file: %w", err)
	}
	return nil
}
