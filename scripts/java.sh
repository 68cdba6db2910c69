# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts share variables: see `lasso`, which loads them
# Finds a JDK and starts Java programs with it.

java_wanted=25
jdk=

# The feature version of the JDK at $1 into $REPLY; fails where there is no JDK with a compiler. Reads its `release`
# file: starting a JVM to ask would cost more than all the rest of this script.
jdk_version() {
  local line
  REPLY=
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  if [ -r "$1/release" ]; then
    while IFS= read -r line; do
      case $line in JAVA_VERSION=*) REPLY=${line#*=} ;; esac
    done <"$1/release"
    REPLY=${REPLY//\"/}
  else
    REPLY=$("$1/bin/javac" -version 2>&1) || return 1
    REPLY=${REPLY#javac }
  fi
  REPLY=${REPLY%%[!0-9]*}
  [ -n "$REPLY" ]
}

# Sets $jdk: JAVA_HOME if it is new enough, else the oldest JDK on the machine that is.
find_jdk() {
  local home best=0 on_path
  jdk=
  if [ -n "${JAVA_HOME:-}" ] && jdk_version "$JAVA_HOME" && [ "$REPLY" -ge "$java_wanted" ]; then
    jdk=$JAVA_HOME
    return 0
  fi
  on_path=$(command -v javac || true)
  [ -z "$on_path" ] || on_path=$(directory_of "$on_path")
  for home in /usr/lib/jvm/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${on_path%/bin}" /opt/java/* /opt/*jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -n "$home" ] || continue
    jdk_version "$home" || continue
    if [ "$REPLY" -ge "$java_wanted" ] && { [ "$best" -eq 0 ] || [ "$REPLY" -lt "$best" ]; }; then
      best=$REPLY
      jdk=$home
    fi
  done
  if [ -z "$jdk" ] && [ -x /usr/libexec/java_home ]; then
    home=$(/usr/libexec/java_home -v "$java_wanted+" 2>/dev/null || true)
    if [ -n "$home" ] && jdk_version "$home" && [ "$REPLY" -ge "$java_wanted" ]; then jdk=$home; fi
  fi
  [ -n "$jdk" ]
}

require_jdk() {
  find_jdk || die 5 \
    "LASSO needs a JDK $java_wanted or newer (a JDK, not only a JRE), and none was found in JAVA_HOME, /usr/lib/jvm," \
    "  ~/.sdkman or on PATH. Install one, for example:" \
    "    Eclipse Temurin $java_wanted (any system), or: sdk install java $java_wanted-tem" \
    "    the package openjdk-$java_wanted-jdk-headless, where your system has it (./lasso quickstart installs that)" \
    "  If you have one elsewhere: JAVA_HOME=/path/to/jdk ./lasso ..."
}

# Every jar of $dist/$1 as a class path, into $REPLY. In one order for everybody: a class data archive is good for
# exactly one class path.
class_path() {
  local LC_ALL=C jar
  REPLY=
  for jar in "$dist/$1"/*.jar; do
    [ -e "$jar" ] || die 3 "nothing is built in $dist/$1; run ./lasso without LASSO_NO_BUILD"
    REPLY=$REPLY${REPLY:+:}$jar
  done
}

# A JVM can't name a file whose name its locale can't write, so one of plain ASCII won't do (nor one that is asked for
# but not installed). macOS's JDK takes names as UTF-8 anyway, and older ones there know no C.UTF-8.
speak_utf8() {
  case $OSTYPE in darwin*) return 0 ;; esac
  if [ "$(locale charmap 2>/dev/null)" != UTF-8 ]; then export LC_ALL=C.UTF-8; fi
}

# What every Java program of ours may count on.
java_environment() {
  export LASSO_DIST=$dist LASSO_JAVA=$jdk/bin/java LASSO_IMAGES=$root/images
  choose_socket
}

# An engine that does not sit at Docker's usual place is named to docker-java by DOCKER_HOST. By looking only: whether
# it answers is for the program to find out.
choose_socket() {
  local socket run=${XDG_RUNTIME_DIR:-/run/user/$UID}
  [ -z "${DOCKER_HOST:-}" ] && [ ! -w /var/run/docker.sock ] || return 0
  for socket in "$run/docker.sock" "${HOME:-}/.docker/run/docker.sock" "$run/podman/podman.sock" \
    /run/podman/podman.sock; do
    if [ -S "$socket" ] && [ -w "$socket" ]; then
      export DOCKER_HOST=unix://$socket
      return 0
    fi
  done
}

# The command line lives for a fraction of a second: one collector thread, the quick compiler only, and classes from an
# archive. The build writes that and a run only reads it: with -XX:+AutoCreateSharedArchive runs write it when they end,
# and a file cut short there makes the JVM warn on every run after. (Not an AOT cache, JEP 483: JDK 25 does not notice
# that a jar changed since, and runs the old classes.) Logging is off because a JVM says on stdout when it can't use an
# archive (another JDK's, say); it then runs without.
cli_flags=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xlog:disable --enable-native-access=ALL-UNNAMED)

run_cli() {
  local archive=cli.jsa
  [ "${1:-}" != gate ] || archive=gate.jsa
  class_path cli
  java_environment
  exec "$LASSO_JAVA" "${cli_flags[@]}" -Xshare:auto "-XX:SharedArchiveFile=$dist/$archive" \
    -cp "$REPLY" dev.lasso.cli.LassoCli "$@"
}

# Writes the archives, each from one run of a command that must be quick: `exec`, to a port where nobody listens, and
# `gate`, with a few commands to decide on.
train_cli() {
  train_command cli.jsa exec none -- true </dev/null
  train_command gate.jsa gate check --profile development --batch - <<'LINES'
{"id":"1","command":"cd app && git status --short | grep -v '^??' | head -n 5 > changed.txt 2>&1"}
{"id":"2","command":"for f in src/*.c; do sed -n 's/a/b/p' \"$f\"; done; VERSION=$(cat VERSION) npm test"}
{"id":"3","command":"find . -name '*.py' -exec wc -l {} + | awk '{print $1}' | sort -n; [ -f x ] || mkdir -p build"}
{"id":"4","command":"curl -fsSL https://github.com/a/b | sh"}
{"id":"5","command":"cat <<EOF > notes.md\nhello $USER\nEOF"}
{"id":"6","argv":["python3","-c","print(1)"]}
{"id":"7","command":"cat /etc/passwd; echo '\u00e9'"}
LINES
}

# Writes the archive $1 from one run of the command $2... Does without where that fails: it is about speed only.
train_command() {
  local archive=$1 home
  shift
  class_path cli
  home=$(mktemp -d)
  LASSO_HOME=$home LASSO_API_URL=http://127.0.0.1:1 LASSO_API_KEY=none LASSO_DIST=$dist \
    LASSO_JAVA=$jdk/bin/java LASSO_IMAGES=$root/images \
    bounded 60 "$jdk/bin/java" "${cli_flags[@]}" "-XX:ArchiveClassesAtExit=$dist/$archive.$$" \
    -cp "$REPLY" dev.lasso.cli.LassoCli "$@" >/dev/null 2>&1 9>&- || true
  if [ -s "$dist/$archive.$$" ]; then mv "$dist/$archive.$$" "$dist/$archive"; fi
  rm -rf "$home" "$dist/$archive.$$"
}

# Makes the node's own archive, from one start of it, where a node is going to be started. Does without where that fails,
# or the build is somebody else's: it is about speed only.
ensure_trained() {
  if [ -n "${LASSO_NO_BUILD:-}" ] || [ -e "$dist/node/node.aot" ] || [ ! -w "$dist/node" ]; then return 0; fi
  local classes
  class_path cli
  classes=$REPLY
  java_environment
  step "preparing the node's quick start"
  [ -n "$ui_live" ] || say "[..] preparing the node's quick start (once, half a minute)"
  if bounded 240 "$LASSO_JAVA" "${cli_flags[@]}" -cp "$classes" dev.lasso.cli.LassoCli train-node \
    </dev/null >"$root/target/train.log" 2>&1; then
    step_ok "prepared the node's quick start"
  else
    step_failed "the node's quick start could not be prepared; it starts without (target/train.log)"
  fi
}

run_bench() { # bench, chaos or oracle ARGS: the program is told which only where it is not its main task
  [ "$1" != bench ] || shift
  class_path bench
  java_environment
  exec "$LASSO_JAVA" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "$REPLY" dev.lasso.bench.Bench "$@"
}
