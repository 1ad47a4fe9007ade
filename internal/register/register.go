// Package register is what the state already knows: the typed records of the state's registers and the facts
// fetched from them, each with its source and time.
//
// The Go structs are the vocabulary: an expression of a definition is checked against them when it is loaded.
package register
