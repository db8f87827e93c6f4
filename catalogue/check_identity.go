package catalogue

import (
	"fmt"
	"slices"
	"time"

	"github.com/thyrida/thyrida/models"
)

// identityFile is how people are identified.
const identityFile = "identity.yaml"

// checkIdentity asks the rules of identification: its unit is a service point,
// every point says where and when, and every document is accepted some day.
func (c *Catalogue) checkIdentity() {
	if c.sound("units.yaml") {
		src := c.sources["units.yaml"]
		for i, u := range c.Units {
			if path := fmt.Sprintf("units[%d]", i); u.Point && (u.Address == Text{} || u.Hours == Text{}) {
				src.fault(path+".point", "whoever shall come must know where and when: give address and hours")
			}
		}
	}
	if !c.sound(identityFile) {
		return
	}
	src := c.sources[identityFile]
	c.unitExists(src, "unit", c.Identity.Unit)
	if u, ok := c.Unit(c.Identity.Unit); ok && !u.Point {
		src.fault("unit", "%q is no service point: mark it with point: true in units.yaml, or name another", u.Code)
	}
	if _, taken := c.Service(models.IdentityService); taken {
		src.fault("", "%q is the code of a service already, and both are published under their code: rename the service", models.IdentityService)
	}
	for i, d := range c.Identity.Documents {
		path := fmt.Sprintf("documents[%d]", i)
		if slices.ContainsFunc(c.Identity.Documents[:i], func(e IdentityPaper) bool { return e.Kind == d.Kind }) {
			src.fault(path+".kind", "%q is used twice: every document needs a kind of its own", d.Kind)
		}
		for field, date := range map[string]Date{"from": d.From, "until": d.Until} {
			if _, err := time.Parse(time.DateOnly, string(date)); date != "" && err != nil {
				src.fault(path+"."+field, "%q is no day of the calendar", date)
			}
		}
		if d.From != "" && d.Until != "" && d.Until < d.From {
			src.fault(path+".until", "the document is never accepted: until is before from")
		}
	}
}
