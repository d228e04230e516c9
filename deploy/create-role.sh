#!/bin/sh
# Runs once, when the Postgres container makes its data: the application's role owns its database and is no superuser.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --set password="$TOOLWRIGHT_DB_PASSWORD" <<'SQL'
CREATE ROLE toolwright LOGIN NOSUPERUSER PASSWORD :'password';
CREATE DATABASE toolwright OWNER toolwright;
SQL
