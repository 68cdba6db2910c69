# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts share variables: see `lasso`, which loads them
# The container engine: Docker, or whatever answers its API (DOCKER_HOST, a Podman socket).

engine=(docker)   # the client, to be called as "${engine[@]}" ARGS
engine_name=      # what answered
engine_problem=   # what the client said when nothing did
engine_kept_by=   # how an engine that this script started is stopped: `pid N`, `systemd UNIT`

# Does an engine answer? Settles $engine and, where the engine isn't at Docker's own place, exports DOCKER_HOST for the
# Java programs.
engine_answers() {
  local socket run=${XDG_RUNTIME_DIR:-/run/user/$UID} given=${DOCKER_HOST:-} host
  engine_problem=
  if ask_engine "$given"; then
    if [ -z "$given" ] && [ "${engine[0]}" = docker ]; then
      # a docker context may point elsewhere, and only docker's client reads those
      host=$(docker context inspect --format '{{.Endpoints.docker.Host}}' 2>/dev/null || true)
      case $host in '' | unix:///var/run/docker.sock) ;; *) export DOCKER_HOST=$host ;; esac
    fi
    return 0
  fi
  [ -z "$given" ] || return 1
  for socket in "$run/docker.sock" "$HOME/.docker/run/docker.sock" "$run/podman/podman.sock" /run/podman/podman.sock; do
    if [ -S "$socket" ] && [ -w "$socket" ] && ask_engine "unix://$socket"; then
      export DOCKER_HOST=unix://$socket
      return 0
    fi
  done
  return 1
}

ask_engine() { # HOST, empty for the default
  local said
  if have docker; then
    if said=$(DOCKER_HOST=$1 bounded 20 docker version --format '{{.Server.Version}}' 2>&1); then
      engine=(docker) engine_name="Docker $said"
      case $1 in *podman*) engine_name="Podman $said" ;; esac
      return 0
    fi
    said=${said#"${said%%[!$'\n']*}"} # without the empty lines it may begin with
    engine_problem=${engine_problem:-$said}
  fi
  if [ -n "$1" ] && have podman; then
    if said=$(bounded 20 podman --remote --url "$1" version --format '{{.Server.Version}}' 2>/dev/null); then
      engine=(podman --remote --url "$1") engine_name="Podman $said"
      return 0
    fi
  fi
  return 1
}

engine_installed() { have dockerd || have podman; }

# Ends the script with what to do where no engine answers.
require_engine() {
  engine_answers || explain_no_engine
}

explain_no_engine() {
  local me
  me=$(id -un)
  if [ -n "${DOCKER_HOST:-}" ]; then
    die 5 "no container engine answers at DOCKER_HOST=$DOCKER_HOST:" "  ${engine_problem%%$'\n'*}"
  fi
  case $engine_problem in
    *"permission denied"*)
      # the group as the system knows it, which this session may not have yet
      case " $(id -nG "$me" 2>/dev/null) " in
        *" docker "*)
          die 4 "a Docker engine runs, and $me is in the group docker, but this session began before that." \
            "  Log in again, or: sg docker -c './lasso ...'"
          ;;
        *)
          die 4 "a Docker engine runs, but $me may not use it. Join the group that may (it is as good as root), then log in again:" \
            "    sudo usermod -aG docker $me"
          ;;
      esac
      ;;
  esac
  if engine_installed; then
    die 5 "a container engine is installed and doesn't answer. ./lasso quickstart starts it; by hand: systemctl start docker"
  fi
  die 5 "no container engine here. ./lasso quickstart installs one; or install Docker or Podman yourself" \
    "  (a Podman socket serves too: systemctl --user start podman.socket)"
}

# Starts the installed engine and waits until it answers. Afterwards $engine_kept_by tells stop_engine how to end it.
start_engine() {
  local log pid=
  step "starting the container engine"
  if ! have dockerd && have podman; then
    start_podman
    return
  fi
  may_be_root || die 4 "the Docker engine is installed and doesn't run. Starting it needs root; as root: systemctl start docker"
  if [ "$(id -u)" -ne 0 ] && [ -z "$assume_yes" ]; then
    can_ask || die 4 "the Docker engine is installed and doesn't run; with --yes it is started through sudo"
    confirm "Start the Docker engine (with sudo)?" || die 4 "the engine was not started"
  fi
  if [ -d /run/systemd/system ] && systemctl cat docker.service >/dev/null 2>&1; then
    log=$(log_file dockerd.log)
    as_root systemctl start docker.service >"$log" 2>&1 || true
    engine_kept_by="systemd docker.socket docker.service"
  else
    if [ "$(id -u)" -eq 0 ] && [ -w /var/log ]; then log=/var/log/dockerd.log; else log=$(log_file dockerd.log); fi
    # this start's own
    if [ -s "$log" ]; then mv -f "$log" "$log.old"; fi
    forget_dead_daemon
    # shellcheck disable=SC2016 # expanded by the inner shell
    pid=$(as_root sh -c 'setsid dockerd >>"$1" 2>&1 </dev/null & echo $!' sh "$log")
    engine_kept_by="pid $pid"
  fi
  await_engine "$log" "$pid"
}

# A machine that went down hard leaves files with process ids that others have now; the daemon would wait for those.
forget_dead_daemon() {
  local file
  for file in /var/run/docker.pid /var/run/docker/containerd/containerd.pid; do
    [ -e "$file" ] || continue
    case $(cat "/proc/$(cat "$file")/comm" 2>/dev/null) in
      dockerd | containerd) ;;
      *) as_root rm -f "$file" ;;
    esac
  done
}

start_podman() {
  local log socket
  log=$(log_file podman.log)
  if [ -d /run/systemd/system ] && [ "$(id -u)" -ne 0 ] && systemctl --user start podman.socket 2>"$log"; then
    engine_kept_by="user-systemd podman.socket"
    await_engine "$log" ""
  elif [ -d /run/systemd/system ] && [ "$(id -u)" -eq 0 ] && systemctl start podman.socket 2>"$log"; then
    engine_kept_by="systemd podman.socket"
    await_engine "$log" ""
  else
    # where engine_answers, and later the Java side, look for it
    if [ "$(id -u)" -eq 0 ]; then socket=/run/podman/podman.sock; else socket=${XDG_RUNTIME_DIR:-/run/user/$UID}/podman/podman.sock; fi
    mkdir -p "${socket%/*}"
    setsid podman system service --time=0 "unix://$socket" >>"$log" 2>&1 </dev/null 9>&- &
    engine_kept_by="pid $!"
    await_engine "$log" "$!"
  fi
}

await_engine() { # LOG PID (empty where something else watches the process)
  local deadline=$((SECONDS + 90))
  step_note "starting the container engine"
  until engine_answers; do
    case $engine_problem in
      *"permission denied"*)
        # it is up, and this person isn't let in
        step_ok "started the container engine"
        explain_no_engine
        ;;
    esac
    if [ $SECONDS -ge $deadline ] || { [ -n "$2" ] && [ ! -d "/proc/$2" ]; }; then
      step_failed "the container engine did not start; the end of its log ($1):"
      show_tail "$1" 20
      stop_engine
      die 5 "make a container engine answer (docker version), then run this again"
    fi
    step_tick "starting the container engine"
    sleep 0.3
  done
  step_ok "started the container engine: $engine_name (log: $1)"
}

# Stops the engine that start_engine started, by what it was started as; any other engine is left alone.
stop_engine() {
  local kept=$engine_kept_by pid deadline=$((SECONDS + 60))
  engine_kept_by=
  case $kept in
    'pid '*)
      pid=${kept#pid }
      step "stopping the container engine"
      [ -d "/proc/$pid" ] || return 0
      # the shell's own kill: a small system has no other
      # shellcheck disable=SC2016 # expanded by the inner shell
      as_root sh -c 'kill -TERM "$1"' sh "$pid" || say "[!!] could not signal the container engine (process $pid)"
      while [ -d "/proc/$pid" ] && ! grep -qs '^State:[[:space:]]Z' "/proc/$pid/status"; do
        if [ $SECONDS -ge $deadline ]; then
          step_failed "the container engine (process $pid) does not stop"
          return 0
        fi
        sleep 0.2
      done
      step_ok "stopped the container engine that this run had started"
      ;;
    'systemd '*)
      # shellcheck disable=SC2086 # several units
      as_root systemctl stop ${kept#systemd } || true
      ;;
    'user-systemd '*)
      # shellcheck disable=SC2086
      systemctl --user stop ${kept#user-systemd } || true
      ;;
  esac
}

# An engine that answers: the one there is, or one installed and started now.
ensure_engine() {
  local fresh=
  step "container engine"
  if engine_answers; then
    step_ok "container engine: $engine_name"
    return 0
  fi
  case $engine_problem in *"permission denied"*) explain_no_engine ;; esac
  if [ -n "${DOCKER_HOST:-}" ]; then explain_no_engine; fi
  if ! engine_installed; then
    if [ "$(uname)" = Darwin ]; then
      die 5 "no container engine answers. Start Docker Desktop (or colima, or podman machine), then run this again."
    fi
    fresh=1
    install_parts engine
  fi
  # a package may have started its service by itself
  if engine_answers; then
    if [ -n "$fresh" ] && [ -d /run/systemd/system ]; then engine_kept_by="systemd docker.socket docker.service"; fi
    step_ok "container engine: $engine_name"
    return 0
  fi
  start_engine
}
