package faults

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
)

// tracks asks for applications without being signed in: with a number that exists and a wrong code, and with one that does
// not exist. Both must get the same answer; how long they take is only measured, and said.
func (r *rig) tracks(numbers []string, rounds int) string {
	if len(numbers) == 0 {
		return "no application to track"
	}
	took := map[string][]time.Duration{}
	answers := map[string]bool{}
	for i := range rounds {
		client := r.from(net.IPv4(127, 0, 1, byte(1+i/8))) // few tries from each address: more are refused
		for _, kind := range []string{"wrong code", "unknown number"} {
			number := numbers[i%len(numbers)]
			if kind == "unknown number" {
				number = unknown(numbers, i)
			}
			began := time.Now()
			res, err := client.PostForm("http://"+r.replicas[0].addr+"/uz/track", url.Values{"number": {number}, "code": {"AAAAAAAA"}})
			require.NoError(r.t, err)
			body, err := io.ReadAll(res.Body)
			require.NoError(r.t, err)
			_ = res.Body.Close()
			took[kind] = append(took[kind], time.Since(began))
			answers[fmt.Sprint(res.StatusCode, strings.ReplaceAll(string(body), number, "NUMBER"))] = true
		}
	}
	require.Len(r.t, answers, 1, "wrong and unknown are told apart")
	said := []string{fmt.Sprintf("track, %d of each:", rounds)}
	for _, kind := range []string{"wrong code", "unknown number"} {
		list := took[kind]
		slices.Sort(list)
		said = append(said, fmt.Sprintf("%s median %s, quartiles %s and %s;", kind, list[len(list)/2].Round(time.Microsecond),
			list[len(list)/4].Round(time.Microsecond), list[len(list)*3/4].Round(time.Microsecond)))
	}
	return strings.Join(said, " ")
}

// from is a client with that address of this machine.
func (r *rig) from(ip net.IP) *http.Client {
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: ip}}
	return &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true}, Timeout: hang}
}

// unknown is a number with a right check digit that nobody has.
func unknown(numbers []string, i int) string {
	for digits := 10_000_000 + i*7919; ; digits++ {
		for check := range 10 {
			if number := fmt.Sprintf("%08d%d", digits, check); casework.ValidNumber(number) && !slices.Contains(numbers, number) {
				return number
			}
		}
	}
}
