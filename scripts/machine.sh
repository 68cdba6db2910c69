# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts share variables: see `lasso`, which loads them
# Installs what is missing with the system's package manager. Root is needed for that alone; sudo is used where the
# person is not root.

PATH=$PATH:/usr/sbin:/sbin # dockerd and debootstrap live there, and not everybody's PATH has it

assume_yes=

package_manager() { # into $REPLY; fails where there is none that we know
  for REPLY in apt-get dnf apk pacman zypper; do
    if have "$REPLY"; then return 0; fi
  done
  REPLY=
  return 1
}

package_known() { # MANAGER PACKAGE: does the system's own catalogue have it?
  case $1 in
    apt-get) [ -n "$(apt-cache madison "$2" 2>/dev/null)" ] ;;
    dnf) dnf -q info "$2" >/dev/null 2>&1 ;;
    apk) [ -n "$(apk search -e "$2" 2>/dev/null)" ] ;;
    pacman) pacman -Si "$2" >/dev/null 2>&1 ;;
    zypper) zypper -nq search -x "$2" >/dev/null 2>&1 ;;
  esac
}

# The packages that bring the part $2 with the manager $1, into $REPLY.
packages_for() {
  local candidate
  REPLY=
  case $2 in
    jdk)
      for candidate in openjdk-25-jdk-headless java-25-openjdk-devel openjdk25-jdk jdk25-openjdk; do
        if package_known "$1" "$candidate"; then REPLY=$candidate; fi
      done
      ;;
    mvn) REPLY=maven ;;
    gcc) REPLY=gcc ;;
    libc) # with the static library
      case $1 in
        apt-get) REPLY=libc6-dev ;;
        dnf) REPLY=glibc-static ;;
        apk) REPLY="musl-dev linux-headers" ;;
        pacman) REPLY=glibc ;;
        zypper) REPLY=glibc-devel-static ;;
      esac
      ;;
    make) REPLY='make' ;;
    python3) if [ "$1" = pacman ]; then REPLY=python; else REPLY=python3; fi ;;
    debootstrap)
      REPLY=debootstrap
      # other Debian-like systems don't trust Debian's own signing keys by themselves
      if package_known "$1" debian-archive-keyring; then REPLY="$REPLY debian-archive-keyring"; fi
      ;;
    engine)
      case $1 in
        apt-get)
          REPLY="docker.io ca-certificates"
          # newer releases keep the client apart
          if package_known "$1" docker-cli; then REPLY="$REPLY docker-cli"; fi
          ;;
        dnf) if package_known "$1" moby-engine; then REPLY="moby-engine docker-cli"; else REPLY="podman"; fi ;;
        *) REPLY=docker ;;
      esac
      ;;
  esac
  [ -n "$REPLY" ]
}

# Runs a command as root: directly, or through sudo.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo -- "$@"
  fi
}

# Can as_root work at all? Without a person at the terminal sudo must do without a password.
may_be_root() {
  if [ "$(id -u)" -eq 0 ]; then return 0; fi
  have sudo || return 1
  can_ask || sudo -n true 2>/dev/null
}

# The words that install $2... by hand.
install_command() { # MANAGER PACKAGES...
  local manager=$1
  shift
  case $manager in
    apt-get) echo "apt-get install -y $*" ;;
    dnf) echo "dnf install -y $*" ;;
    apk) echo "apk add $*" ;;
    pacman) echo "pacman -S --needed $*" ;;
    zypper) echo "zypper install $*" ;;
  esac
}

# Installs the parts named (jdk mvn gcc libc make python3 engine debootstrap), after asking; ends the script where that
# can't be had, with what to do.
install_parts() {
  local manager log
  [ $# -gt 0 ] || return 0
  if [ "$(uname)" = Darwin ]; then
    die 5 "this Mac lacks: $*" \
      "  Install them with Homebrew (brew install maven openjdk@25) and Docker Desktop, then run this again."
  fi
  package_manager ||
    die 5 "this machine lacks: $*" "  and has no package manager this script knows. Install them, then run this again."
  manager=$REPLY
  name_packages "$manager" "$@"
  # without any list of packages (a new machine's apt) nothing is known yet, and root can still fetch one
  if package_known "$manager" make || ! may_be_root; then explain_missing_packages; fi
  if ! may_be_root; then
    die 4 "missing: $*. Installing it needs root, and $(id -un) isn't and has no sudo that works here." \
      "  As root: $(install_command "$manager" "${packages[@]}")"
  fi
  if [ -z "$assume_yes" ]; then
    if ! can_ask; then
      die 4 "missing: $*. Would be installed: ${packages[*]:-a JDK, if $manager has one}" \
        "  With --yes this is done without a question."
    fi
    confirm "Missing: $*. Install ${packages[*]:-a JDK} with $manager?" ||
      die 4 "nothing was installed"
  fi
  log=$(log_file install.log)
  step "installing"
  step_note "installing ${packages[*]:-a JDK}"
  if [ "$manager" = apt-get ]; then
    # apt knows only what its lists say, and a new machine has none
    as_root apt-get update -qq >>"$log" 2>&1 </dev/null || true
    name_packages "$manager" "$@"
  fi
  explain_missing_packages
  if run_installer "$manager" "${packages[@]}" >>"$log" 2>&1 </dev/null; then
    step_ok "installed ${packages[*]}"
    hash -r
  else
    step_failed "installing ${packages[*]} failed; the end of $log:"
    show_tail "$log" 20
    die 5 "install it by hand, then run this again: $(install_command "$manager" "${packages[@]}")"
  fi
}

# Ends the script where there is a part that no package brings.
explain_missing_packages() {
  [ ${#missing_packages[@]} -gt 0 ] || return 0
  case " ${missing_packages[*]} " in *' jdk '*) require_jdk ;; esac # there is none, so this says what to install
  die 5 "this machine lacks ${missing_packages[*]}, and the system has no package for it that this script knows"
}

# The packages for the parts into the array $packages, the parts without one into $missing_packages.
name_packages() { # MANAGER PARTS...
  local manager=$1 part
  shift
  packages=() missing_packages=()
  for part in "$@"; do
    if packages_for "$manager" "$part"; then
      # shellcheck disable=SC2206 # several words on purpose
      packages+=($REPLY)
    else
      missing_packages+=("$part")
    fi
  done
}

run_installer() { # MANAGER PACKAGES...
  local manager=$1
  shift
  case $manager in
    apt-get)
      as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
        apt-get install -y --no-install-recommends "$@"
      ;;
    dnf) as_root dnf install -y "$@" ;;
    apk) as_root apk add "$@" ;;
    pacman) as_root pacman -S --noconfirm --needed "$@" ;;
    zypper) as_root zypper --non-interactive install "$@" ;;
  esac
}

# Where the script's own logs go: $log_folder where a command has a place of its own for them.
log_folder=
log_file() { # NAME
  local folder=${log_folder:-${LASSO_HOME:-$HOME/.lasso}/logs}
  if (umask 077 && mkdir -p "$folder") 2>/dev/null && [ -w "$folder" ]; then
    echo "$folder/$1"
  else
    echo "${TMPDIR:-/tmp}/lasso-$(id -u)-$1"
  fi
}

describe_machine() { # into $REPLY
  local name
  name=$(uname -sr)
  if [ -r /etc/os-release ]; then
    # shellcheck source=/dev/null
    name=$(. /etc/os-release && echo "${PRETTY_NAME:-$name}")
  fi
  REPLY="$name, $(uname -m)"
  if have nproc; then REPLY="$REPLY, $(nproc) cores"; fi
}

# An engine, a base image, the built-in images and the build take about 2 GB.
check_disk() {
  local free
  free=$(df -Pk "$root" | awk 'NR == 2 { print int($4 / 1024) }')
  if [ "${free:-9999}" -lt 3000 ]; then
    say "     note: $free MB free on the disk of $root; a first run takes about 2000 MB"
  fi
}
