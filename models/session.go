package models

import "time"

// SessionID names a session; it opens nothing.
type SessionID string // UUIDv4

// Session is one session of an account, as its holder sees it.
type Session struct {
	ID        SessionID
	Device    string // the program that logged in, as it called itself
	BeganAt   time.Time
	SeenAt    time.Time // to a few minutes
	ExpiresAt time.Time
	Current   bool // the one that asks
}
