package pages

// Queue is the work queue of an employee.
type Queue struct {
	Tabs []Tab
}

func (Queue) Name() string { return "queue" }
func (Queue) Wide() bool   { return true }
