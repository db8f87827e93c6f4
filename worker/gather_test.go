package worker

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWhatEndsWithinAWhileIsWrittenTogetherAndNothingIsLeft(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		in := make(chan int, 10)
		var lots [][]int
		refused := errors.New("refused")
		done := make(chan error, 1)
		go func() {
			done <- gather(in, 50*time.Millisecond, func(lot []int) error {
				lots = append(lots, lot)
				if lot[0] == 3 {
					return refused
				}
				return nil
			})
		}()
		for i, after := range []time.Duration{0, 30, 30, 60, 0, 60, 0} {
			<-time.After(after * time.Millisecond)
			in <- i + 1
		}
		close(in)
		require.ErrorIs(t, <-done, refused)
		require.Equal(t, [][]int{{1, 2}, {3}, {4, 5}, {6, 7}}, lots)
	})
}
