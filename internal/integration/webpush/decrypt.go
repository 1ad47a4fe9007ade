package webpush

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
)

var errSealed = errors.New("not sealed for this browser")

// decrypt opens one record as RFC 8188 and RFC 8291 write it: salt, size of the record, the sender's key, ciphertext.
func (b *browser) decrypt(raw []byte) ([]byte, error) {
	const before = 16 + 4 + 1
	if len(raw) < before || len(raw) < before+int(raw[20]) {
		return nil, errSealed
	}
	salt, sender, sealed := raw[:16], raw[before:before+int(raw[20])], raw[before+int(raw[20]):]
	key, nonce, err := b.keys(salt, sender)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	open, err := gcm.Open(nil, nonce, sealed, nil)
	if err != nil {
		return nil, errSealed
	}
	open = bytes.TrimRight(open, "\x00") // padding
	if len(open) == 0 || open[len(open)-1] != 2 {
		return nil, errSealed
	}
	return open[:len(open)-1], nil
}

// keys derives what the record is sealed with, from the secret that both sides share.
func (b *browser) keys(salt, sender []byte) (key, nonce []byte, err error) {
	public, err := ecdh.P256().NewPublicKey(sender)
	if err != nil {
		return nil, nil, err
	}
	secret, err := b.private.ECDH(public)
	if err != nil {
		return nil, nil, err
	}
	info := "WebPush: info\x00" + string(b.private.PublicKey().Bytes()) + string(sender)
	seed, err := hkdf.Key(sha256.New, secret, b.auth, info, 32)
	if err != nil {
		return nil, nil, err
	}
	if key, err = hkdf.Key(sha256.New, seed, salt, "Content-Encoding: aes128gcm\x00", 16); err != nil {
		return nil, nil, err
	}
	nonce, err = hkdf.Key(sha256.New, seed, salt, "Content-Encoding: nonce\x00", 12)
	return key, nonce, err
}
