#!/bin/sh
# Runs once, when the database is made. The application is not the superuser: a superuser passes
# every permission and row rule. It owns its database, so that it can migrate it.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$APP_PASSWORD" --username "$POSTGRES_USER" <<'SQL'
CREATE ROLE jobcenter LOGIN NOSUPERUSER PASSWORD :'password';
CREATE DATABASE jobcenter OWNER jobcenter;
SQL
