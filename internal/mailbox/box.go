package mailbox

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/thyrida/thyrida/internal/clock"
)

// Box keeps the messages: in memory for reading, and in an append-only file of
// JSON lines, messages.jsonl, from which a restart reads them again. It is safe
// for concurrent use.
type Box struct {
	clock   clock.Clock
	faults  faults
	reports reports
	wrong   numbers

	mu   sync.RWMutex
	list []Message      // in order of first arrival
	byID map[string]int // index into list
	file *os.File
}

// Open opens the box in a folder, which is made when it is missing.
func Open(dir string, c clock.Clock) (*Box, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open mailbox: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "messages.jsonl"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open mailbox: %w", err)
	}
	b := &Box{clock: c, byID: map[string]int{}, file: f, faults: faults{free: make(chan struct{})}, reports: newReports()}
	if err := b.replay(); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("open mailbox: %w", err)
	}
	return b, nil
}

// replay reads the file and cuts off a last line that a killed process left
// unfinished, so that the next line does not grow together with it.
func (b *Box) replay() error {
	r, whole := bufio.NewReader(b.file), int64(0)
	for {
		line, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		var m Message
		if err := json.Unmarshal(line, &m); err != nil {
			return fmt.Errorf("line at byte %d of messages.jsonl: %w", whole, err)
		}
		b.put(m)
		whole += int64(len(line))
	}
	if err := b.file.Truncate(whole); err != nil {
		return err
	}
	_, err := b.file.Seek(whole, io.SeekStart)
	return err
}

func (b *Box) put(m Message) {
	if i, ok := b.byID[m.ID]; ok {
		b.list[i] = m
		return
	}
	b.byID[m.ID] = len(b.list)
	b.list = append(b.list, m)
}

// Close closes the file, frees everybody whom a Hang holds, and waits for the
// callbacks that are on their way.
func (b *Box) Close() error {
	b.faults.release()
	b.reports.end()
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.file.Close(); err != nil {
		return fmt.Errorf("close mailbox: %w", err)
	}
	return nil
}

// keep stores an arrival; one with a known ID only counts as another copy.
func (b *Box) keep(m Message) (Message, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	m.At, m.Copies = b.clock.Now(), 1
	if i, ok := b.byID[m.ID]; ok {
		m = b.list[i]
		m.Copies++
	}
	line, err := json.Marshal(m)
	if err != nil {
		return m, fmt.Errorf("keep message: %w", err)
	}
	if _, err := b.file.Write(append(bytes.TrimSpace(line), '\n')); err != nil {
		return m, fmt.Errorf("keep message: %w", err)
	}
	b.put(m)
	return m, nil
}

// Messages returns what the filter chooses, newest first.
func (b *Box) Messages(f Filter) []Message {
	b.mu.RLock()
	defer b.mu.RUnlock()
	first, since := 0, time.Time{}
	if i, ok := b.byID[f.After]; ok {
		first = i + 1
	} else if t, err := time.Parse(time.RFC3339Nano, f.After); err == nil {
		since = t
	}
	out := []Message{} // an empty list in JSON, never null
	for _, m := range slices.Backward(b.list[first:]) {
		if f.matches(m) && (since.IsZero() || m.At.After(since)) {
			out = append(out, m)
		}
	}
	return out
}

// understands tells whether a filter means something: one that does not would
// silently choose the wrong messages.
func (b *Box) understands(f Filter) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	_, known := b.byID[f.After]
	_, err := time.Parse(time.RFC3339Nano, f.After)
	return (f.After == "" || known || err == nil) && (f.Channel == "" || f.Channel == Email || f.Channel == SMS)
}
