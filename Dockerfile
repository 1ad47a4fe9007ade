# syntax=docker/dockerfile:1

# Styles, scripts and icons, under hashed names.
FROM node:22-bookworm-slim AS assets
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web/assets web/assets
RUN npm run --silent build

# One static program with everything in it: views, assets, migrations, definitions.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=assets /src/web/static web/static
ARG VERSION=unknown
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -X main.release=${VERSION}" -o /portal ./cmd/portal && mkdir /empty

# No shell, no packages, no root: nothing to work with for somebody who gets in.
FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=65532:65532 --chmod=700 /empty /tmp
COPY --from=build /portal /portal
ENV PORTAL_ADDR=:8080
EXPOSE 8080
USER 65532:65532
# There is no curl in here: the program asks itself.
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s CMD ["/portal", "healthy"]
ENTRYPOINT ["/portal"]
CMD ["serve"]
