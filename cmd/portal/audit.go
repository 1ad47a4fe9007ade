package main

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/audit"
)

// auditKeyFile is where the key that signs the audit lies in the data directory when none is named.
const auditKeyFile = "audit.pem"

// auditCommand is for auditors, who trust neither the portal nor its database.
type auditCommand struct {
	Verify auditVerifyCommand `cmd:"" help:"Compute every hash of the audit again and check every signature; name each entry that was changed, removed or moved, and end with 1 if there is one."`
	Roots  auditRootsCommand  `cmd:"" help:"Print the signed ends of the chains, one a line, to be kept where the database's owner can't reach them."`
}

type auditVerifyCommand struct {
	database

	AuditKey string `env:"PORTAL_AUDIT_KEY" placeholder:"FILE" help:"The key that signs the audit now; audit.pem of the data directory by default."`
	Keys     string `type:"existingfile" placeholder:"FILE" help:"Public keys in PEM that signatures are checked with instead, those of former keys too."`
	Roots    string `type:"existingfile" placeholder:"FILE" help:"What 'portal audit roots' printed before: each line must still be true."`
}

// Run prints what was looked through and each break.
func (a *auditVerifyCommand) Run(ctx context.Context, c *console) error {
	keys, err := a.keys()
	if err != nil {
		return err
	}
	kept, err := readRootLines(a.Roots)
	if err != nil {
		return err
	}
	return a.with(ctx, c.out, func(pool *pgxpool.Pool) error {
		record := audit.NewStore(pool)
		v, err := record.Verify(ctx, keys, kept)
		if err != nil {
			return err
		}
		if err := record.Keep(ctx, v, time.Now()); err != nil {
			fmt.Fprintln(c.errOut, "What was found could not be written down for the page of operations:", err)
		}
		for _, b := range v.Breaks {
			fmt.Fprintln(c.out, tellBreak(b))
		}
		fmt.Fprintf(c.out, "%d entries and %d signed roots looked through, %d of them wrong.\n", v.Entries, v.Roots, len(v.Breaks))
		switch {
		case keys == nil:
			fmt.Fprintln(c.out, "No signature was checked: there is no key (--keys). Whoever owns the database could have written a whole chain anew.")
		case v.Signed.IsZero():
			fmt.Fprintln(c.out, "No root is signed yet: the portal signs one each hour.")
		default:
			fmt.Fprintf(c.out, "The last signature that holds is of %s. Of what came after, only the chain itself speaks.\n", v.Signed.Format(time.RFC3339))
		}
		if len(v.Breaks) > 0 {
			return fmt.Errorf("the audit is not what was written: %d places", len(v.Breaks))
		}
		return nil
	})
}

func (a *auditVerifyCommand) keys() (audit.Keys, error) {
	if a.Keys != "" {
		file, err := os.ReadFile(a.Keys)
		if err != nil {
			return nil, err
		}
		keys, err := audit.ReadKeys(file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", a.Keys, err)
		}
		return keys, nil
	}
	key, err := readAuditKey(a.AuditKey, a.DataDir)
	if err != nil || key == nil {
		return nil, err
	}
	public := key.Public().(ed25519.PublicKey)
	return audit.Keys{audit.KeyName(public): public}, nil
}

// tellBreak is a line about a break.
func tellBreak(b audit.Break) string {
	where := fmt.Sprintf("chain %d, number %d", b.Chain, b.Seq)
	if b.From < b.Seq {
		where = fmt.Sprintf("chain %d, numbers %d to %d", b.Chain, b.From, b.Seq)
	}
	if b.ID != 0 {
		where = fmt.Sprintf("entry %d (%s)", b.ID, where)
	}
	switch b.Why {
	case audit.Altered:
		return where + ": was changed after it was written"
	case audit.Missing:
		return where + ": not there, though entries after it are"
	case audit.Unlinked:
		return where + ": does not follow the entry before it: one of them was changed or moved"
	case audit.Cut:
		return where + ": not there: the chain was cut"
	case audit.Extended:
		return where + ": comes after the end that is written down for the chain"
	case audit.Rewritten:
		return fmt.Sprintf("%s: the chain was written anew somewhere here: root %d was signed for another", where, b.Root)
	default:
		return fmt.Sprintf("root %d: is not there as it was signed, or was signed with a key that is not named", b.Root)
	}
}

func readRootLines(file string) (list []audit.Root, err error) {
	if file == "" {
		return nil, nil
	}
	f, err := os.Open(file) //nolint:gosec // named by whoever starts the program
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for lines := json.NewDecoder(f); lines.More(); {
		var r audit.Root
		if err := lines.Decode(&r); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		list = append(list, r)
	}
	return list, nil
}

type auditRootsCommand struct {
	database
}

// Run prints each root as a line of JSON.
func (a *auditRootsCommand) Run(ctx context.Context, c *console) error {
	return a.with(ctx, c.out, func(pool *pgxpool.Pool) error {
		list, err := audit.NewStore(pool).Roots(ctx)
		lines := json.NewEncoder(c.out)
		for _, r := range list {
			err = errors.Join(err, lines.Encode(r))
		}
		return err
	})
}

// readAuditKey is the key in the file that is named, else in that of the data directory; nil where there is none.
func readAuditKey(name, dataDir string) (ed25519.PrivateKey, error) {
	file := name
	if name == "" {
		file = filepath.Join(dataDir, auditKeyFile)
	}
	raw, err := os.ReadFile(file) //nolint:gosec // named by whoever starts the program
	if name == "" && errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("PORTAL_AUDIT_KEY: %w", err)
	}
	key, err := audit.ReadKey(raw)
	if err != nil {
		return nil, fmt.Errorf("PORTAL_AUDIT_KEY: %s: %w", file, err)
	}
	return key, nil
}

// openAuditKey is readAuditKey for a portal that serves. Where there is no key, one is made beside the managed database,
// which never sees it. A database elsewhere may have several replicas on several machines, each of which would make another
// key: nothing is signed then until one is named.
func openAuditKey(name string, d database) (ed25519.PrivateKey, error) {
	key, err := readAuditKey(name, d.DataDir)
	if key != nil || err != nil || d.DatabaseURL != "" {
		return key, err
	}
	dataDir := d.DataDir
	if _, key, err = ed25519.GenerateKey(nil); err != nil {
		return nil, err
	}
	raw, err := audit.WriteKey(key)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dataDir, 0o755); err != nil { //nolint:gosec // the managed database's account passes through it
		return nil, err
	}
	file, err := os.OpenFile(filepath.Join(dataDir, auditKeyFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // named by whoever starts the program
	if errors.Is(err, os.ErrExist) {
		// Another replica on this machine was quicker.
		return readAuditKey(name, dataDir)
	}
	if err != nil {
		return nil, err
	}
	_, err = file.Write(raw)
	return key, errors.Join(err, file.Close())
}
