package pages

import "time"

// AdminDeliveries are messages that did not arrive, or had trouble.
type AdminDeliveries struct {
	AdminNav
	Form    // of sending one again
	Tabs    []Tab
	Trying  bool
	Counts  []DeliveryCount // of the last days; only beside those that are over
	Days    int
	Channel string
	Failure string
	Rows    []DeliveryRow
	Pager   Pager
}

// DeliveryCount is how many messages failed for one reason.
type DeliveryCount struct {
	Channel, Reason, Remedy, Failure, Href string
	N                                      int
	Last                                   time.Time
}

// DeliveryRow is one message.
type DeliveryRow struct {
	ID, What, Channel, To   string
	Staff                   bool
	Number, Case            string // of the case and its process; empty: of none
	Reason, Remedy, Failure string
	State                   Tag
	Written                 time.Time
	Failed, Next            time.Time
	Attempts                int
	Since                   []string // what became of it
	MayRetry                bool
}

func (AdminDeliveries) Name() string { return "admin_deliveries" }
func (AdminDeliveries) Wide() bool   { return true }

// Filtered says whether only those of one reason are shown.
func (d AdminDeliveries) Filtered() bool { return d.Failure != "" || d.Channel != "" }
