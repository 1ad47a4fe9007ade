package signature

// deepest is how far a signature may be nested: three times what CMS with a timestamp needs, too little to wear us out.
const deepest = 48

// frame is a constructed part of BER that is open.
type frame struct {
	end   int  // of its content, or of the part around it when its own is not known before it comes
	until bool // its end comes as two zero bytes
	parts int
}

// tidy reports whether the bytes are one part of BER whose parts end inside one another. The library goes down by
// recursion and believes lengths: parts that overlap make it read the same bytes twice at each level, and two hundred
// such bytes keep a processor busy for hours. They don't come to it.
func tidy(ber []byte) bool {
	stack := []frame{{end: len(ber)}}
	for at := 0; ; {
		for len(stack) > 1 && !stack[len(stack)-1].until && at == stack[len(stack)-1].end {
			stack = stack[:len(stack)-1]
		}
		top := &stack[len(stack)-1]
		if len(stack) == 1 && top.parts == 1 {
			return at == len(ber)
		}
		if len(stack) > deepest || at+2 > top.end {
			return false
		}
		if top.until && top.parts > 0 && ber[at] == 0 && ber[at+1] == 0 {
			at += 2
			stack = stack[:len(stack)-1]
			continue
		}
		part, next, ok := open(ber[:top.end], at)
		if !ok {
			return false
		}
		top.parts++
		if at = next; part != nil {
			stack = append(stack, *part)
		}
	}
}

// open reads the head of a part. next is where its content begins when it is constructed, else where it ends.
func open(ber []byte, at int) (part *frame, next int, ok bool) {
	tag, length := ber[at], int(ber[at+1])
	at += 2
	constructed := tag&0x20 != 0
	switch {
	case tag&0x1f == 0x1f || tag == 0: // a tag of several bytes has no place in CMS, an end without a beginning nowhere
		return nil, 0, false
	case length == 0x80:
		return &frame{end: len(ber), until: true}, at, constructed
	case length > 0x80:
		n := length & 0x7f
		if n > 3 || at+n > len(ber) {
			return nil, 0, false
		}
		length = 0
		for _, b := range ber[at : at+n] {
			length = length<<8 | int(b)
		}
		at += n
	}
	if at+length > len(ber) {
		return nil, 0, false
	}
	if constructed {
		return &frame{end: at + length}, at, true
	}
	return nil, at + length, true
}
