// Command portal is the public-services portal: one program that serves, migrates and keeps the catalogue.
package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"
)

// command is the command line. Each flag can be given as an environment variable PORTAL_*.
type command struct {
	LogLevel slog.Level `default:"info" env:"PORTAL_LOG_LEVEL" help:"Least level to log: debug, info, warn, error."`

	Serve     serveCommand     `cmd:"" help:"Serve the portal and work off its jobs."`
	Migrate   migrateCommand   `cmd:"" help:"Bring the schema of the database up to date."`
	Catalogue catalogueCommand `cmd:"" help:"Check, import and export the definitions of services."`
	Demo      demoCommand      `cmd:"" help:"Fill a new database with the demo and a year of applications of any size."`
	Case      caseCommand      `cmd:"" help:"Look at a case as the rules see it."`
	Audit     auditCommand     `cmd:"" help:"Prove that the record of who did and who saw what is as it was written."`
	Admin     adminCommand     `cmd:"" help:"Let the first administrator in, and be the second person while there is but one."`
	Backup    backupCommand    `cmd:"" help:"Write down which backups there are and which was restored, for the page of operations."`
	Keys      keysCommand      `cmd:"" help:"Keep the keys with which numbers and addresses of people are sealed."`
	Paper     paperCommand     `cmd:"" help:"Keep the keys that papers are signed with, and check papers."`
	Healthy   healthyCommand   `cmd:"" help:"Ask the portal on this machine whether it serves; end with 1 if not."`
	Version   versionCommand   `cmd:"" help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The second signal ends the program at once, for somebody who will not wait for the tidy way.
	context.AfterFunc(ctx, stop)
	if os.Getenv("GOGC") == "" {
		// Half as many collections as by default. Fewer still gave a tenth more pages, for twice the memory.
		debug.SetGCPercent(200)
	}
	if limit := debug.SetMemoryLimit(-1); limit < math.MaxInt64 {
		// GOMEMLIMIT is for the whole process: the pages of the program itself, and what was freed a moment ago, the runtime does not count.
		debug.SetMemoryLimit(limit - limit/8)
	}
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "portal:", err)
		os.Exit(1)
	}
}

// run is the whole program, so that a test can run it too.
func run(ctx context.Context, args []string, out, errOut io.Writer) error {
	var cli command
	parser, err := kong.New(&cli,
		kong.Name("portal"),
		kong.Description("The single portal of public services. Every flag can be set as PORTAL_… in the environment."),
		kong.Writers(out, errOut),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		return err
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		return err
	}
	return chosen.Run(&console{out: out, errOut: errOut, level: cli.LogLevel})
}

// console is where a command writes: results and progress to out, the log to errOut.
type console struct {
	out, errOut io.Writer
	level       slog.Level
}

// logger writes JSON for machines, or plain lines for a developer's terminal. The last lines leave with flush.
func (c *console) logger(plain bool) (log *slog.Logger, flush func()) {
	options := &slog.HandlerOptions{Level: c.level}
	if plain {
		return slog.New(slog.NewTextHandler(c.errOut, options)), func() {}
	}
	out := gather(c.errOut)
	return slog.New(prompt{slog.NewJSONHandler(out, options), out}), out.flush
}

// release is set where the program is built without its history: the image.
var release string

type versionCommand struct{}

// Run prints the release, or the commit that the program was built from.
func (versionCommand) Run(c *console) error {
	_, err := fmt.Fprintf(c.out, "portal %s (%s)\n", cmp.Or(version(), "of an unknown commit"), runtime.Version())
	return err
}

// version is the commit that the program was built from, or the release; empty where neither is known.
func version() string {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return release
	}
	for _, setting := range build.Settings {
		if setting.Key == "vcs.revision" {
			return setting.Value
		}
	}
	return release
}
