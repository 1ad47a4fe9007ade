// Package bench measures the portal against the bare limit of its stack, on the same machine and in the same run, and
// prints each goal of performance with what was measured. It has no code of its own, only a benchmark: `make bench`.
//
// Both sides are asked in turn, in rounds; a goal is judged by the median of the ratios of each round, and fails below
// 0.9 of its target. What is not measured is said to be so, with the reason, and never passes.
package bench
