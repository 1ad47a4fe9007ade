package main

import (
	"crypto/ed25519"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// settings is what `serve` can be told.
type settings struct {
	Addr string `default:":8080" env:"PORTAL_ADDR" help:"Address to listen on."`
	URL  string `env:"PORTAL_URL" placeholder:"URL" help:"Address under which people reach the portal, such as https://my.example. Default: http://localhost and the port."`
	Demo bool   `env:"PORTAL_DEMO" help:"Bring a world to try things in: invented people, registers, a year of applications."`

	RegistersURL      string `env:"PORTAL_REGISTERS_URL" placeholder:"URL" help:"Gateway to the state registers."`
	DemoApplications  int    `default:"20000" env:"PORTAL_DEMO_APPLICATIONS" help:"How many applications the year has that a demo begins with; 0 for none."`
	demoSeed          uint64
	auditKey          ed25519.PrivateKey
	ringKey           string // what PORTAL_RING_KEY names
	DemoRegistersAddr string `default:"127.0.0.1:0" env:"PORTAL_DEMO_REGISTERS_ADDR" help:"Where the demo gateway to the registers listens; a free port unless told."`
	OIDCIssuer        string `env:"PORTAL_OIDC_ISSUER" name:"oidc-issuer" placeholder:"URL" help:"OpenID Connect provider that signs people in."`
	OIDCClientID      string `env:"PORTAL_OIDC_CLIENT_ID" name:"oidc-client-id" placeholder:"ID" help:"The portal's name at the provider."`
	Clamd             string `env:"PORTAL_CLAMD" placeholder:"ADDR" help:"Where clamd looks at uploaded files: host:port, or the path of its socket."`
	S3URL             string `env:"PORTAL_S3_URL" name:"s3-url" placeholder:"URL" help:"Bucket of an S3-compatible store for the bytes of uploads, such as https://s3.example/portal. Without one they stay in PostgreSQL."`
	S3Key             string `env:"PORTAL_S3_KEY" name:"s3-key" placeholder:"ID" help:"Access key of that store."`
	S3Secret          string `env:"PORTAL_S3_SECRET" name:"s3-secret" placeholder:"SECRET" help:"Its secret."`
	S3Region          string `default:"us-east-1" env:"PORTAL_S3_REGION" name:"s3-region" placeholder:"NAME" help:"Its region."`
	PaymeMerchant     string `env:"PORTAL_PAYME_MERCHANT" placeholder:"ID" help:"The portal's id at Payme, which takes fees."`
	PaymeKey          string `env:"PORTAL_PAYME_KEY" placeholder:"SECRET" help:"The key that Payme signs its calls with; they come to /callbacks/payme."`
	PaymePage         string `default:"https://checkout.paycom.uz" env:"PORTAL_PAYME_PAGE" placeholder:"URL" help:"Payme's payment page."`
	SMTP              string `env:"PORTAL_SMTP" name:"smtp" placeholder:"URL" help:"Mail server for copies of messages: smtp://user:password@host:587 (STARTTLS) or smtps://host:465."`
	MailFrom          string `env:"PORTAL_MAIL_FROM" placeholder:"ADDRESS" help:"Sender of letters, such as \"Portal <no-reply@my.example>\"."`
	Returns           string `env:"PORTAL_RETURNS" placeholder:"ADDR" help:"Where mail servers bring back letters that did not arrive (SMTP), such as :2525; the MX record of PORTAL_RETURNS_HOST leads there."`
	ReturnsHost       string `env:"PORTAL_RETURNS_HOST" name:"returns-host" placeholder:"HOST" help:"Host of the addresses to which letters come back, such as back.my.example."`
	SMS               string `env:"PORTAL_SMS" name:"sms" placeholder:"URL" help:"SMS gateway that speaks Eskiz's protocol, such as https://notify.eskiz.uz; its reports come to /callbacks/sms."`
	SMSEmail          string `env:"PORTAL_SMS_EMAIL" name:"sms-email" placeholder:"ADDRESS" help:"The portal's name at the SMS gateway."`
	SMSPassword       string `env:"PORTAL_SMS_PASSWORD" name:"sms-password" placeholder:"SECRET" help:"The portal's password at the SMS gateway."`
	SMSFrom           string `default:"4546" env:"PORTAL_SMS_FROM" name:"sms-from" placeholder:"NAME" help:"Sender of SMS that was agreed on with the gateway."`
	PushKey           string `env:"PORTAL_PUSH_KEY" placeholder:"SECRET" help:"Private VAPID key for web push (base64url)."`
	FactorKey         string `env:"PORTAL_FACTOR_KEY" placeholder:"SECRET" help:"Key that seals the secrets of officials' authenticator apps: 32 random characters or more, the same on every replica. To change it, put the new one first and the former after a comma."`
	NoticeKey         string `env:"PORTAL_NOTICE_KEY" placeholder:"SECRET" help:"Key with which links in letters, reports of the gateway and one-time codes are made: 32 random characters or more."`
	PaymeAPI          string `default:"https://checkout.paycom.uz/api" env:"PORTAL_PAYME_API" placeholder:"URL" help:"Where Payme takes our calls: refunds and its books."`
	CardPage          string `env:"PORTAL_CARD_PAGE" placeholder:"URL" help:"Payment page of the card provider, which takes fees too."`
	CardAPI           string `env:"PORTAL_CARD_API" placeholder:"URL" help:"Where the card provider takes our calls: refunds and its books."`
	CardSecret        string `env:"PORTAL_CARD_SECRET" placeholder:"SECRET" help:"The secret that the card provider and the portal sign with, 32 random characters or more; its notices come to /callbacks/card."`
	OIDCClientSecret  string `env:"PORTAL_OIDC_CLIENT_SECRET" name:"oidc-client-secret" placeholder:"SECRET" help:"The portal's secret at the provider."`

	MapTiles  string `env:"PORTAL_MAP_TILES" placeholder:"URL" help:"Where pictures of the map come from, such as https://tiles.example/{z}/{x}/{y}.png. Without one no question shows a map."`
	MapCredit string `env:"PORTAL_MAP_CREDIT" placeholder:"TEXT" help:"Whom the map is owed to, such as \"© OpenStreetMap contributors\"; shown below it."`

	EImzoURL        string        `env:"PORTAL_EIMZO_URL" name:"eimzo-url" placeholder:"URL" help:"E-IMZO-SERVER, which verifies signatures, such as http://127.0.0.1:8080. Without one they are checked against roots of ours."`
	DemoEImzo       bool          `env:"PORTAL_DEMO_EIMZO" name:"demo-eimzo" help:"On a demo, have the signatures of its token verified by a stand-in for E-IMZO-SERVER that speaks its protocol."`
	SignatureRoots  string        `env:"PORTAL_SIGNATURE_ROOTS" placeholder:"FILE" help:"Certificates in PEM of the authorities whose signatures are taken."`
	SealCertificate string        `env:"PORTAL_SEAL_CERTIFICATE" placeholder:"FILE" help:"Certificates in PEM with which PDF files of papers are sealed: the portal's own first, then those above it."`
	SealKey         string        `env:"PORTAL_SEAL_KEY" placeholder:"FILE" help:"Its private key in PEM. The certificate is published; to change the seal, name other files and start anew."`
	Leave           time.Duration `env:"PORTAL_LEAVE" placeholder:"TIME" help:"How long the portal says that it is not ready before it closes its door when it is told to stop, so that load balancers look away first; 2s by default, on one's own machine nothing."`
	Proxies         []string      `env:"PORTAL_PROXIES" placeholder:"ADDR" help:"Addresses or networks of the load balancers before the portal, such as 10.0.0.5 or 10.0.0.0/24: X-Forwarded-For of theirs says who asks, that of others says nothing."`
	MetricsAddr     string        `env:"PORTAL_METRICS_ADDR" placeholder:"ADDR" help:"Where a monitoring system finds /metrics, such as 127.0.0.1:9090: an address that only it can reach."`
	Traces          string        `env:"PORTAL_TRACES" placeholder:"URL" help:"Collector of traces (OTLP over HTTP), such as http://127.0.0.1:4318. A request is traced when its header traceparent asks for it and comes from the portal's own machine or through PORTAL_PROXIES."`
	AuditKey        string        `env:"PORTAL_AUDIT_KEY" placeholder:"FILE" help:"Private key (Ed25519, PEM) that signs the ends of the audit's chains each hour, the same on every replica. Without one a key is made beside the managed database; with a database elsewhere nothing is signed."`
	SignatureLists  []string      `env:"PORTAL_SIGNATURE_LISTS" placeholder:"URL" help:"Where those authorities publish which certificates they took back."`
}

// origin is the public address without a slash at its end. Real people's sessions travel over https only: plain http
// is for one's own machine and for trying things out.
func (s settings) origin(listening net.Addr) (string, error) {
	if s.URL == "" {
		_, port, err := net.SplitHostPort(listening.String())
		if err != nil {
			return "", fmt.Errorf("address: %w", err)
		}
		return "http://" + net.JoinHostPort("localhost", port), nil
	}
	u, err := url.Parse(s.URL)
	if err != nil {
		return "", fmt.Errorf("PORTAL_URL: %w", err)
	}
	switch {
	case u.Scheme != "https" && u.Scheme != "http", u.Host == "", strings.Trim(u.Path, "/") != "", u.RawQuery != "", u.User != nil:
		return "", fmt.Errorf("PORTAL_URL: %q is not scheme and host, such as https://my.example", s.URL)
	case u.Scheme == "http" && !s.Demo && !loopback(u.Hostname()):
		return "", fmt.Errorf("PORTAL_URL: %q is not https, and this is no demo on your own machine", s.URL)
	}
	return u.Scheme + "://" + u.Host, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// proxies is the load balancers before the portal.
func (s settings) proxies() ([]netip.Prefix, error) {
	list := make([]netip.Prefix, len(s.Proxies))
	for i, text := range s.Proxies {
		one, err := netip.ParsePrefix(text)
		if ip, wrong := netip.ParseAddr(text); wrong == nil {
			one, err = ip.Prefix(ip.BitLen())
		}
		if err != nil {
			return nil, fmt.Errorf("PORTAL_PROXIES: %q is no address and no network, such as 10.0.0.5 or 10.0.0.0/24", text)
		}
		list[i] = one.Masked()
	}
	return list, nil
}
