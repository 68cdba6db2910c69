# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts share variables: see `lasso`, which loads them
# What the script says: one line per step, `[..]` while it is under way and `[ok]` or `[!!]` with the seconds it took
# after. Goes to stderr (stdout belongs to the command that is run) unless a command of the script's own says otherwise.

ui_fd=2
ui_live='' ui_good='' ui_bad='' ui_dim='' ui_plain=''

# Says where steps are written ($1, a descriptor) and whether they may be rewritten in place and coloured.
ui_to() {
  ui_fd=$1
  ui_live='' ui_good='' ui_bad='' ui_dim='' ui_plain=''
  if [ -t "$ui_fd" ] && [ "${CI:-}" != true ] && [ "${TERM:-dumb}" != dumb ]; then
    ui_live=1
    if [ -z "${NO_COLOR:-}" ]; then
      ui_good=$'\e[32m' ui_bad=$'\e[31m' ui_dim=$'\e[2m' ui_plain=$'\e[0m'
    fi
  fi
}
ui_to 2

# Milliseconds since some fixed moment, into $REPLY (whole seconds where bash has no finer clock).
now_ms() {
  if [ -n "${EPOCHREALTIME:-}" ]; then
    REPLY=${EPOCHREALTIME//[!0-9]/}
    REPLY=${REPLY%???}
  else
    REPLY=$((SECONDS * 1000))
  fi
}

elapsed() { # since the step began, into $REPLY, as 1.2s
  now_ms
  local ms=$((REPLY - step_start))
  REPLY=$((ms / 1000)).$((ms % 1000 / 100))s
}

say() { printf '%s\n' "$*" >&"$ui_fd"; }

die() { # STATUS TEXT...
  local status=$1
  shift
  printf 'lasso: %s\n' "$@" >&2
  exit "$status"
}

step_start=0
step() { # TEXT: a step begins; nothing is written yet on a plain output
  now_ms
  step_start=$REPLY
  if [ -n "$ui_live" ]; then printf '\r\e[K%s[..]%s %s' "$ui_dim" "$ui_plain" "$1" >&"$ui_fd"; fi
}

step_note() { # TEXT: how far the step is
  if [ -n "$ui_live" ]; then
    elapsed
    printf '\r\e[K%s[..]%s %s %s%s%s' "$ui_dim" "$ui_plain" "${1:0:64}" "$ui_dim" "$REPLY" \
      "$ui_plain" >&"$ui_fd"
  else
    printf '[..] %s\n' "$1" >&"$ui_fd"
  fi
}

step_tick() { # TEXT: as step_note, for what changes too often to fill a plain output with
  if [ -n "$ui_live" ]; then step_note "$1"; fi
}

step_ok() { step_end "$ui_good" ok "$1"; }
step_failed() { step_end "$ui_bad" '!!' "$1"; }

step_end() {
  elapsed
  if [ -n "$ui_live" ]; then printf '\r\e[K' >&"$ui_fd"; fi
  printf '%s[%s]%s %s %s(%s)%s\n' "$1" "$2" "$ui_plain" "$3" "$ui_dim" "$REPLY" "$ui_plain" >&"$ui_fd"
}

# The end of a log, set apart from what the script itself says.
show_tail() { # FILE LINES
  [ -s "$1" ] || return 0
  tail -n "$2" "$1" | sed 's/^/    | /' >&2
}

# What is done when the script ends, however it does: the functions in their order, then the last words.
exit_hooks=()
last_words=
on_exit() { # FUNCTION
  exit_hooks+=("$1")
  trap run_exit_hooks EXIT
}
run_exit_hooks() {
  local status=$? hook
  trap '' INT TERM HUP
  set +e
  for hook in "${exit_hooks[@]}"; do "$hook"; done
  if [ -n "$last_words" ]; then say "$last_words"; fi
  exit "$status"
}

# May the person be asked?
can_ask() { [ "${CI:-}" != true ] && [ -t 0 ] && [ -t 2 ]; }

confirm() { # QUESTION: yes is the default
  local answer
  printf '%s [Y/n] ' "$1" >&2
  read -r answer || return 1
  case $answer in '' | [yY]*) ;; *) return 1 ;; esac
}

have() { command -v "$1" >/dev/null 2>&1; }

bounded() { # SECONDS COMMAND...: macOS has no timeout(1); there the command's own limits have to do
  if have timeout; then timeout -k 5 "$@"; else shift && "$@"; fi
}
