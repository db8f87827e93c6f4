package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// healthz says that the process runs.
func (s *server) healthz(c *gin.Context) { c.JSON(http.StatusOK, gin.H{"status": "ok"}) }

// readyz says whether requests can be served: the database and the blob store
// answer. While only Temporal is away the counter stays open: submissions are
// numbered, decisions recorded, and both are delivered later.
func (s *server) readyz(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), 2*time.Second)
	defer cancel()
	status, parts := http.StatusOK, gin.H{}
	for _, p := range []struct {
		name   string
		needed bool
		ask    func(context.Context) error
	}{{"database", true, s.Store.Ping}, {"blobs", true, s.Blob.Ready}, {"temporal", false, s.Relay.Ready}} {
		parts[p.name] = "ok"
		if err := p.ask(ctx); err != nil {
			parts[p.name] = "away"
			s.Log.WarnContext(ctx, "not ready", "part", p.name, "err", err)
			if p.needed {
				status = http.StatusServiceUnavailable
			}
		}
	}
	word := "ready"
	if status != http.StatusOK {
		word = "not-ready"
		c.Header("Retry-After", "5")
	}
	c.JSON(status, gin.H{"status": word, "parts": parts})
}
