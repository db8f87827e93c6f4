package catalogue

// checkLengths warns of messages that would not fit one SMS.
func (c *Catalogue) checkLengths() {}
