package models

import "time"

// VersionUse is a published version and how many open cases follow it.
type VersionUse struct {
	Service     ServiceCode
	Version     int
	Kind        CaseKind
	SHA256      string
	PublishedAt time.Time
	Open        int
}
