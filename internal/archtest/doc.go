// Package archtest holds the house to its plan: who may import whom, how long a file may be, what must never stand in
// code. It has no code of its own, only tests that read the tree.
package archtest
