//go:build unix && !linux

package postgres

// passing is nil: capabilities are a thing of Linux.
func passing() []uintptr { return nil }
