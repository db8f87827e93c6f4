package verifycode_test

import (
	"testing"

	"github.com/thyrida/thyrida/internal/verifycode"
)

func FuzzNormalise(f *testing.F) {
	for _, s := range []string{"22222-33333-44444-55555", " ccccc dddddfffff\u2011GGGGG", "ΑΒΓ", "\xff", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		code, ok := verifycode.Normalise(typed)
		if !ok {
			if code != "" {
				t.Fatalf("%q gives %q and is none", typed, code)
			}
			return
		}
		if again, ok := verifycode.Normalise(code); !ok || again != code || len(code) != 23 {
			t.Fatalf("%q gives %q and then %q", typed, code, again)
		}
	})
}
