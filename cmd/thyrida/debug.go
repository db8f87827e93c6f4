package main

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/thyrida/thyrida/internal/config"
)

// debug serves profiles of this process until ctx ends, where
// THYRIDA_DEBUG_ADDR says. Who reads one learns what the process does, so it
// is told.
func debug(ctx context.Context, cfg config.Config) error {
	if cfg.DebugAddr == "" {
		return nil
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.DebugAddr)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	s := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = s.Close() })
	go func() { _ = s.Serve(l) }()
	slog.WarnContext(ctx, "profiles are served to everybody on this machine", "addr", l.Addr().String())
	return nil
}
