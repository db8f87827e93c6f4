package pages

import "time"

// AdminDoctor is what doctor found last.
type AdminDoctor struct {
	AdminNav
	At     time.Time // zero: nobody has looked yet
	Stale  bool
	Failed time.Time
	Why    string // the last attempt broke off
	Found  []DoctorFinding
	Looks  []Row // what is looked for, and what to do about it
}

// DoctorFinding is one kind of complaint with all it is about.
type DoctorFinding struct {
	Key, Title, Means, Remedy string
	Since                     time.Time
	Many                      int // how many it is about, if nobody knows which
	Cases                     []DoctorCase
}

// DoctorCase is one thing that a complaint is about.
type DoctorCase struct {
	Href, Text string
	Since      time.Time
}

func (AdminDoctor) Name() string { return "admin_doctor" }
func (AdminDoctor) Wide() bool   { return true }
