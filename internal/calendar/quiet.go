package calendar

import "time"

// QuietUntil is when the quiet hours end that t falls into, zero if it falls
// into none. from and until are HH:MM in Athens and may pass midnight; equal or
// unreadable ones mean that there are none. In the two nights of the year when
// the clock is changed, nothing is ever let out too early.
func QuietUntil(t time.Time, from, until string) time.Time {
	f, err1 := time.Parse("15:04", from)
	u, err2 := time.Parse("15:04", until)
	if err1 != nil || err2 != nil || from == until {
		return time.Time{}
	}
	local := t.In(Athens)
	now, begins, ends := minuteOf(local), minuteOf(f), minuteOf(u)
	overnight := begins > ends
	if quiet := now >= begins && (overnight || now < ends) || overnight && now < ends; !quiet {
		return time.Time{}
	}
	y, m, d := local.Date()
	if now >= ends {
		d++
	}
	end := time.Date(y, m, d, u.Hour(), u.Minute(), 0, 0, Athens)
	for !end.After(t) || minuteOf(end.In(Athens)) < ends { // an hour that there is twice, or not at all
		end = end.Add(time.Hour)
	}
	return end
}

func minuteOf(t time.Time) int { return t.Hour()*60 + t.Minute() }
