package proc

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
)

// Ports below the range from which systems take the source ports of outgoing
// connections: a child that is down for a moment finds its port again, and no
// client that dials it in the meantime connects to itself.
const lowestPort, highestPort = 15000, 32000

// given are the ports this process has handed out: a child may not have bound
// its own yet when the next one is asked for.
var given struct {
	sync.Mutex
	ports map[int]bool
}

// FreePort finds a free port on the loopback address, the preferred one if it
// is free and not zero.
func FreePort(preferred int) (int, error) {
	given.Lock()
	defer given.Unlock()
	if given.ports == nil {
		given.ports = map[int]bool{}
	}
	for try := range 500 {
		port := lowestPort + rand.IntN(highestPort-lowestPort)
		if try == 0 && preferred != 0 {
			port = preferred
		}
		if !given.ports[port] && bindable(port) {
			given.ports[port] = true
			return port, nil
		}
	}
	return 0, errors.New("find a free port: all that were tried are taken")
}

// FreePorts finds n free ports; preferred may be shorter than n.
func FreePorts(n int, preferred []int) ([]int, error) {
	ports := make([]int, n)
	for i := range ports {
		want := 0
		if i < len(preferred) {
			want = preferred[i]
		}
		port, err := FreePort(want)
		if err != nil {
			return nil, fmt.Errorf("find port %d of %d: %w", i+1, n, err)
		}
		ports[i] = port
	}
	return ports, nil
}

// ReturnPorts allows ports of a child that has ended to be handed out again.
func ReturnPorts(ports ...int) {
	given.Lock()
	defer given.Unlock()
	for _, p := range ports {
		delete(given.ports, p)
	}
}

func bindable(port int) bool {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return false
	}
	_ = l.Close()
	return true
}
