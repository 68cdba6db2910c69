#!/usr/bin/env bash
# LASSO from a source tree: finds a JDK, builds what is out of date, runs the `lasso` command line.
#
#   ./lasso quickstart --yes    everything, from a bare machine to a first sandbox
#   ./lasso test [--fast]       all tests (what CI runs)
#   ./lasso images [base]       make the image the built-in images start from
#   ./lasso bench [ARGS]        the benchmarks
#   ./lasso oracle [ARGS]       generated lines run for real, compared with what the gate predicts
#   ./lasso fuzz [ARGS]         a search for input that the gate fails with
#   ./lasso ARGS                anything else is the Java command line's own; see ./lasso --help
#
# LASSO_NO_BUILD=1 runs what was built last, whatever the sources say. bash 3.2 is enough (macOS has that one).
# Exit codes of the script itself: 2 usage, 3 the build failed, 4 a permission or a yes is missing, 5 the machine
# lacks something.
set -euo pipefail
unset CDPATH

# The directory of the file $1, every symbolic link on the way resolved.
directory_of() {
  local file=$1 target
  while [ -L "$file" ]; do
    target=$(readlink "$file")
    case $target in
      /*) file=$target ;;
      *) file=${file%/*}/$target ;;
    esac
  done
  cd "${file%/*}" && pwd -P
}

self=${BASH_SOURCE[0]}
case $self in */*) ;; *) self=./$self ;; esac
root=$(directory_of "$self")
# shellcheck disable=SC2034 # the parts use it
dist=$root/target/dist

load() {
  local part
  for part in "$@"; do
    # shellcheck source=/dev/null
    . "$root/scripts/$part.sh"
  done
}

load ui java build
speak_utf8

case ${1:-} in
  quickstart)
    load machine engine base-image quickstart
    quickstart "$@"
    ;;
  test)
    load machine engine base-image test
    shift
    run_tests "$@"
    ;;
  images)
    load machine engine base-image
    shift
    make_images "$@"
    ;;
  bench | chaos)
    require_jdk
    # the gate is measured alone, without a node
    if [ "$1 ${2:-}" = "bench gate" ]; then
      ensure_built cli,launcher,benchmarks
    else
      load engine
      require_engine
      ensure_built cli,launcher,benchmarks
      ensure_trained
    fi
    run_bench "$@"
    ;;
  oracle)
    require_jdk
    ensure_built cli,launcher,benchmarks
    run_bench "$@"
    ;;
  fuzz)
    load fuzz
    require_jdk
    run_fuzz "$@"
    ;;
  up)
    require_jdk
    ensure_built cli,launcher
    ensure_trained
    run_cli "$@"
    ;;
  *)
    require_jdk
    ensure_built cli,launcher
    run_cli "$@"
    ;;
esac
