#!/bin/sh
# One database and two roles per service: the owner prepares, the app role runs and owns nothing.
set -eu
for service in intake assignment payment quality; do
  psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    -v owner="${service}_owner" -v app="${service}_app" -v base="$service" -v secret="$SERVICE_DB_PASSWORD" <<'SQL'
CREATE ROLE :"owner" LOGIN PASSWORD :'secret' NOSUPERUSER NOBYPASSRLS;
CREATE ROLE :"app" LOGIN PASSWORD :'secret' NOSUPERUSER NOBYPASSRLS;
CREATE DATABASE :"base" OWNER :"owner";
REVOKE CONNECT ON DATABASE :"base" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"base" TO :"app";
SQL
done
