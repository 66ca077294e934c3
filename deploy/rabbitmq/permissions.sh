#!/usr/bin/env bash
# One broker user per service: writes to its own exchange only, reads its own queue and the exchanges it hears.
# Whoever declares an exchange needs the right to configure it, so the heard ones are named there as well.
# Passwords: INTAKE_BROKER_PASSWORD, ASSIGNMENT_BROKER_PASSWORD, ...
set -euo pipefail

allow() { # service, the producers that it hears
  local service=$1 heard=$2 variable
  variable="${service^^}_BROKER_PASSWORD"
  rabbitmqctl add_user "$service" "${!variable}" || rabbitmqctl change_password "$service" "${!variable}"
  rabbitmqctl set_permissions "$service" "^$service\\.|^($heard)\\.events\$" "^$service\\." "^$service\\.|^($heard)\\.events\$"
}

allow intake 'assignment|payment|quality'
allow assignment 'intake|quality'
allow payment 'assignment'
allow quality 'intake|assignment|payment'
