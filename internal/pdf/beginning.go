package pdf

import (
	"slices"
	"sync"
	"sync/atomic"
)

// standing are the objects that are the same in every document that needs them:
// fonts, colours, emblem. They come first in a file, under the same numbers, so
// that most of it is the same for all: whoever has to digest a file can begin
// where an earlier digest was after them.
type standing struct {
	font            [faces]int
	profile, emblem int
}

func (d *Doc) writeStanding(w *writer) (s standing, err error) {
	s.profile = w.ref()
	w.object(s.profile)
	w.stream(srgb(), "/N 3/Filter/FlateDecode")
	mask, own := 0, false
	for f := range d.used {
		if !d.used[f] {
			continue
		}
		mask |= 1 << f
		own = own || len(d.extra[f]) > 0
		s.font[f] = w.ref()
		if err := d.writeFont(w, face(f), s.font[f]); err != nil {
			return s, err
		}
	}
	if d.emblem {
		mask |= 1 << faces
		s.emblem = w.ref()
		w.object(s.emblem)
		w.stream(emblem(), "/Type/XObject/Subtype/Form/BBox[-50 -50 50 50]/Resources<<>>/Filter/FlateDecode")
	}
	if seen := &beginnings.seen[d.meta.Level][mask]; !own && !seen.Load() && seen.CompareAndSwap(false, true) {
		beginnings.add(w.b)
	}
	return s, nil
}

// keptBeginnings bounds what is kept, 50 kB each; there are not many kinds of
// documents.
const keptBeginnings = 16

// known is how files begin that were written here. It holds nothing of any document.
type known struct {
	seen [2][1 << (faces + 1)]atomic.Bool // by Level, faces and emblem
	mu   sync.Mutex
	all  atomic.Pointer[[][]byte]
}

var beginnings known

func (k *known) add(b []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if all := Beginnings(); len(all) < keptBeginnings {
		all = append(slices.Clone(all), slices.Clone(b))
		k.all.Store(&all)
	}
}

// Beginnings are the bytes with which files of this process begin, each of them
// the same in many files. They are shared: read only.
func Beginnings() [][]byte {
	if all := beginnings.all.Load(); all != nil {
		return *all
	}
	return nil
}
