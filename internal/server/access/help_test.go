package access_test

import (
	"strconv"

	"github.com/yagona/portal/internal/account"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func administrator() *account.Official { return &account.Official{Role: account.Administrator} }
