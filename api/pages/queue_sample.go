package pages

var _ = staff("queue/empty", Queue{Tabs: []Tab{{Link: Link{"/queue", "Δικές μου", 0}, Current: true, Counted: true},
	{Link: Link{"/queue?queue=unit", "Του τμήματος", 34}, Counted: true}}})
