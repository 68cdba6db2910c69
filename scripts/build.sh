# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts share variables: see `lasso`, which loads them
# Builds target/dist when the sources are newer. $dist/.built holds the modules that were built; its time is the moment
# the build began, so what was saved meanwhile counts as newer.

# Is $dist made of what the sources say, with the modules $1 (a,b,c) in it?
build_is_current() {
  local built module
  [ -f "$dist/.built" ] || return 1
  built=,$(<"$dist/.built"),
  for module in ${1//,/ }; do
    case $built in *",$module,"*) ;; *) return 1 ;; esac
  done
  [ -z "$(newer_sources "$dist/.built")" ]
}

# Directories count too: theirs is the time that tells of a file that was removed.
newer_sources() {
  find "$root"/pom.xml "$root"/*/pom.xml "$root"/.mvn "$root"/*/src/main "$root"/images -newer "$1" -print 2>/dev/null ||
    true
  find "$root"/supervisor "$root"/benchmarks/box -mindepth 1 \( -name build -o -name target -o -name 'test*' -o -name '__pycache__' \
    -o -name '*.o' \) -prune -o -newer "$1" -print 2>/dev/null || true
}

ensure_built() { # MODULES
  if [ -n "${LASSO_NO_BUILD:-}" ] || build_is_current "$1"; then return 0; fi
  require_build_tools
  lock_build
  # another one may have built it while this one waited
  build_is_current "$1" || build "$1"
  unlock_build
}

# What the build needs and the machine lacks, into the array $lacking: jdk mvn gcc libc make.
lacking_build_tools() {
  local tool
  lacking=()
  find_jdk || lacking+=(jdk)
  for tool in mvn gcc make; do
    have "$tool" || lacking+=("$tool")
  done
  # the supervisor is linked statically
  if [ "$(uname)" = Linux ] && ! has_static_libc; then lacking+=(libc); fi
}

has_static_libc() {
  have gcc || return 1
  [ -e /usr/include/stdio.h ] || return 1
  case $(gcc -print-file-name=libc.a) in /*) ;; *) return 1 ;; esac
}

require_build_tools() {
  require_jdk
  lacking_build_tools
  [ ${#lacking[@]} -eq 0 ] && return 0
  die 5 "the build needs what this machine lacks: ${lacking[*]}" \
    "  ./lasso quickstart installs it; or by hand, on Debian or Ubuntu:" \
    "    apt-get install -y maven gcc libc6-dev make" \
    "  (elsewhere: Maven 3.8.6 or newer, a C compiler with a static libc, make)"
}

lock_build() {
  if ! mkdir -p "$root/target" 2>/dev/null || [ ! -w "$root/target" ]; then
    die 4 "the sources are newer than what is built, and $root/target can't be written by $(id -un)." \
      "  Build as the owner of the tree, or work in a copy of your own."
  fi
  if have flock; then
    exec 9>>"$root/target/.build.lock"
    flock -n 9 || { say "[..] waiting for another build of this tree" && flock 9; }
  else
    local holder
    until mkdir "$root/target/.build.lock.d" 2>/dev/null; do
      holder=$(cat "$root/target/.build.lock.d/pid" 2>/dev/null || true)
      if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then rm -rf "$root/target/.build.lock.d"; fi
      sleep 1
    done
    echo $$ >"$root/target/.build.lock.d/pid"
  fi
}

unlock_build() {
  exec 9>&-
  rm -rf "$root/target/.build.lock.d"
}

# Builds beside what is there and swaps: a node that runs from $dist keeps the jars it has open, and no jar of an
# earlier dependency stays on a class path.
build() { # MODULES
  local log=$root/target/build.log next=$dist.next status
  rm -rf "$next"
  mkdir -p "$next"
  printf '%s\n' "$1" >"$next/.built"
  step "building"
  [ -n "$ui_live" ] || say "[..] building (log: target/build.log)"
  set +e
  (cd "$root" && JAVA_HOME=$jdk exec mvn -B -Dmaven.test.skip=true "-Dlasso.dist=$next" package -pl "$1" -am) \
    </dev/null 2>&1 9>&- | follow_build "$log"
  status=${PIPESTATUS[0]}
  set -e
  if [ "$status" -eq 0 ] && ! ls "$next"/cli/*.jar >/dev/null 2>&1; then
    echo "the build put no jar in $next/cli" >>"$log"
    status=1
  fi
  if [ "$status" -ne 0 ]; then
    step_failed "the build failed; the end of target/build.log:"
    show_tail "$log" 40
    rm -rf "$next"
    exit 3
  fi
  rm -rf "$dist.old"
  if [ -e "$dist" ]; then mv "$dist" "$dist.old"; fi
  mv "$next" "$dist"
  rm -rf "$dist.old"
  step_tick "preparing the command line's quick start"
  train_cli
  step_ok "built"
}

# Copies Maven's output to the log $1 and shows the module it is at.
follow_build() {
  local line at="" fetched=0
  local module='^\[INFO\] Building (.*) [^ ]+ +\[([0-9]+)/([0-9]+)\]$'
  while IFS= read -r line || [ -n "$line" ]; do
    printf '%s\n' "$line" >&4
    if [[ $line =~ $module ]]; then
      at="building ${BASH_REMATCH[1]} (${BASH_REMATCH[2]} of ${BASH_REMATCH[3]})"
      step_note "$at"
    elif [[ $line == *"Downloaded from "* ]]; then
      fetched=$((fetched + 1))
      if [ $((fetched % 100)) -eq 0 ]; then
        step_note "${at:-building}, $fetched files fetched"
      else
        step_tick "${at:-building}, $fetched files fetched"
      fi
    fi
  done 4>"$1"
}
